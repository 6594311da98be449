#define _GNU_SOURCE
#include "CSockets.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

static void set_sender(csockets_sender *sender, const struct sockaddr_storage *from) {
  memset(sender, 0, sizeof *sender);
  if (from->ss_family == AF_INET) {
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)from;
    sender->address[10] = 0xff;
    sender->address[11] = 0xff;
    memcpy(sender->address + 12, &v4->sin_addr, 4);
  } else if (from->ss_family == AF_INET6) {
    memcpy(sender->address, &((const struct sockaddr_in6 *)from)->sin6_addr, 16);
  }
}

static void read_drops(struct msghdr *message, uint32_t *dropped) {
  for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
    if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_RXQ_OVFL) {
      memcpy(dropped, CMSG_DATA(c), sizeof *dropped);
    }
  }
}

int csockets_receive(
    int descriptor, uint8_t *buffer, int slots, int slot_bytes, uint32_t *lengths,
    csockets_sender *senders, uint32_t *dropped) {
  struct mmsghdr messages[CSOCKETS_SLOTS];
  struct iovec parts[CSOCKETS_SLOTS];
  struct sockaddr_storage from[CSOCKETS_SLOTS];
  union {
    char bytes[CMSG_SPACE(sizeof(uint32_t))];
    struct cmsghdr align;
  } control[CSOCKETS_SLOTS];
  if (slots > CSOCKETS_SLOTS) slots = CSOCKETS_SLOTS;
  memset(messages, 0, sizeof messages);
  for (int i = 0; i < slots; i++) {
    from[i].ss_family = AF_UNSPEC;
    parts[i].iov_base = buffer + (size_t)i * (size_t)slot_bytes;
    parts[i].iov_len = (size_t)slot_bytes;
    messages[i].msg_hdr.msg_iov = &parts[i];
    messages[i].msg_hdr.msg_iovlen = 1;
    messages[i].msg_hdr.msg_name = &from[i];
    messages[i].msg_hdr.msg_namelen = sizeof from[i];
    messages[i].msg_hdr.msg_control = control[i].bytes;
    messages[i].msg_hdr.msg_controllen = sizeof control[i].bytes;
  }
  int count;
  do {
    count = recvmmsg(descriptor, messages, (unsigned)slots, MSG_DONTWAIT, 0);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -1;
  for (int i = 0; i < count; i++) {
    lengths[i] = messages[i].msg_len;
    set_sender(&senders[i], &from[i]);
    if (dropped) read_drops(&messages[i].msg_hdr, dropped);
  }
  return count;
}

int csockets_count_drops(int descriptor) {
  int on = 1;
  return setsockopt(descriptor, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
}

int csockets_set_receive_buffer(int descriptor, int bytes) {
  if (setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) != 0 &&
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes) != 0) {
    return -1;
  }
  int given = 0;
  socklen_t size = sizeof given;
  if (getsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &given, &size) != 0) return -1;
  return given;
}
