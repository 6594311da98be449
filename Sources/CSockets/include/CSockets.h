// What Swift's Glibc module lacks: recvmmsg and its control messages.
#ifndef CSOCKETS_H
#define CSOCKETS_H

#include <stdint.h>

// Who sent a datagram: an IPv6 address, or an IPv4 one in ::ffff:0:0/96; all zero for a local
// socket.
typedef struct {
  uint8_t address[16];
} csockets_sender;

// Receives up to `slots` datagrams without waiting, each into its own `slot_bytes` of `buffer`.
//
// `lengths` gets the bytes of each, at most `slot_bytes`. `dropped`, which may be null, gets how
// many datagrams the kernel has dropped on this socket since it was opened (modulo 2^32), when it
// says so (SO_RXQ_OVFL). Returns how many came: 0 when there is none, -1 with errno on an error.
// At most CSOCKETS_SLOTS are received at once.
int csockets_receive(
    int descriptor, uint8_t *buffer, int slots, int slot_bytes, uint32_t *lengths,
    csockets_sender *senders, uint32_t *dropped);

#define CSOCKETS_SLOTS 64

// Asks the kernel to say how many datagrams it drops. Returns 0, or -1 with errno.
int csockets_count_drops(int descriptor);

// Sets the receive buffer, beyond the system's limit where this process may. Returns the bytes
// that the kernel gave, or -1 with errno.
int csockets_set_receive_buffer(int descriptor, int bytes);

#endif
