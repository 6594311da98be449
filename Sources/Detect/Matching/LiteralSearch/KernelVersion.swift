private import CKernels

/// A version of the kernels, so that tests can compare all that the processor has.
enum KernelVersion: UInt32, CaseIterable {
  case scalar
  case sse
  case avx2
  case avx512
  case neon

  /// The versions that this processor can run.
  static var available: [KernelVersion] {
    allCases.filter { unsafe ckernels_at(ckernels_level($0.rawValue)) != nil }
  }
}
