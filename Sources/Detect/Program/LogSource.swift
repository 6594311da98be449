/// What a rule may ask of an event's origin: Sigma's (product, category, service).
///
/// An event can be in several categories and services at once: an sshd line is `linux`, category
/// `authentication`, services `sshd`, `auth` and `syslog`.
package struct LogSource: Hashable, Sendable {
  package let products: [String]
  package let categories: [String]
  package let services: [String]
  /// Whether it is taken for any that a rule asks for.
  package let isAny: Bool

  package init(products: [String] = [], categories: [String] = [], services: [String] = []) {
    self.products = products
    self.categories = categories
    self.services = services
    isAny = false
  }

  private init(isAny: Bool) {
    products = []
    categories = []
    services = []
    self.isAny = isAny
  }

  /// Of events that every rule is asked about.
  package static let any = LogSource(isAny: true)
}

/// The log source of a rule; nil asks nothing.
package struct LogSourceSelector: Hashable, Sendable {
  package let product: String?
  package let category: String?
  package let service: String?

  package init(product: String? = nil, category: String? = nil, service: String? = nil) {
    self.product = product
    self.category = category
    self.service = service
  }

  /// Whether all that is asked holds of `source`. Case matters: names are lower case by convention.
  package func matches(_ source: LogSource) -> Bool {
    source.isAny
      || product.map(source.products.contains) ?? true
        && category.map(source.categories.contains) ?? true
        && service.map(source.services.contains) ?? true
  }
}
