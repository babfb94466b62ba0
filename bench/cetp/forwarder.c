/*
 * The plainest tunnel that is not slow: a TUN device and a UDP socket, no offloads, packets of a
 * batch by recvmmsg and sendmmsg, one thread each way, eight octets of header. What a tunnel in user
 * space costs by itself; bench/cetp/run compares with it.
 *
 *   forwarder TUN LOCAL REMOTE PORT
 *   forwarder TUN LOCAL REMOTE PORT whole
 *
 * "whole": what the kernel leaves uncut goes through uncut, as one send that the card would cut
 * anywhere and that has to arrive as one. No packet comes out of that on a network that loses
 * any; but nothing in user space can cost less: one call to read, send, receive, write, no octet
 * touched.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/udp.h>
#include <net/if.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BATCH = 64, ROOM = 2048, HEAD = 8, BUFFER = 7 << 20, LARGEST = 70000, PIECE = 1472 };

static int tun, udp;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void await(int fd) {
  struct pollfd p = {.fd = fd, .events = POLLIN};
  while (poll(&p, 1, -1) < 0 && errno == EINTR) {
  }
}

static void *outward(void *unused) {
  static char room[BATCH][HEAD + ROOM];
  struct mmsghdr messages[BATCH];
  struct iovec vectors[BATCH];
  memset(messages, 0, sizeof messages);
  for (int i = 0; i < BATCH; i++) {
    memcpy(room[i], "plaintun", HEAD);
    vectors[i].iov_base = room[i];
    messages[i].msg_hdr.msg_iov = &vectors[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  for (;;) {
    int n = 0;
    while (n < BATCH) {
      ssize_t r = read(tun, room[n] + HEAD, ROOM);
      if (r <= 0) break;
      vectors[n++].iov_len = HEAD + r;
    }
    for (int sent = 0; sent < n;) {
      int r = sendmmsg(udp, messages + sent, n - sent, 0);
      sent += r > 0 ? r : 1;
    }
    if (n < BATCH) await(tun);
  }
  return unused;
}

static void *outward_whole(void *unused) {
  static char room[LARGEST] __attribute__((aligned(64)));
  char control[CMSG_SPACE(sizeof(unsigned short))] = {0};
  struct iovec vector = {.iov_base = room};
  struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control};
  for (;;) {
    ssize_t r = read(tun, room, sizeof room);
    if (r <= 0) {
      await(tun);
      continue;
    }
    vector.iov_len = r;
    message.msg_controllen = r > PIECE ? sizeof control : 0;
    if (r > PIECE) {
      struct cmsghdr *head = CMSG_FIRSTHDR(&message);
      head->cmsg_level = IPPROTO_UDP;
      head->cmsg_type = UDP_SEGMENT;
      head->cmsg_len = CMSG_LEN(sizeof(unsigned short));
      unsigned short piece = PIECE;
      memcpy(CMSG_DATA(head), &piece, sizeof piece);
    }
    if (sendmsg(udp, &message, 0) < 0) perror("sendmsg");
  }
  return unused;
}

static void inward_whole(void) {
  static char room[LARGEST] __attribute__((aligned(64)));
  for (;;) {
    ssize_t r = recv(udp, room, sizeof room, MSG_DONTWAIT);
    if (r < 0) {
      await(udp);
    } else if (write(tun, room, r) < 0) {
      perror("write");
    }
  }
}

static void inward(void) {
  static char room[BATCH][HEAD + ROOM];
  struct mmsghdr messages[BATCH];
  struct iovec vectors[BATCH];
  memset(messages, 0, sizeof messages);
  for (int i = 0; i < BATCH; i++) {
    vectors[i].iov_base = room[i];
    vectors[i].iov_len = sizeof room[i];
    messages[i].msg_hdr.msg_iov = &vectors[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  for (;;) {
    int n = recvmmsg(udp, messages, BATCH, MSG_DONTWAIT, NULL);
    for (int i = 0; i < n; i++) {
      if (messages[i].msg_len > HEAD &&
          write(tun, room[i] + HEAD, messages[i].msg_len - HEAD) < 0 && errno != EINVAL &&
          errno != EAGAIN) {
        perror("write");
      }
    }
    if (n < BATCH) await(udp);
  }
}

static struct sockaddr_in address(const char *text, const char *port) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(atoi(port))};
  if (inet_pton(AF_INET, text, &a.sin_addr) != 1) {
    fprintf(stderr, "not an IPv4 address: %s\n", text);
    exit(2);
  }
  return a;
}

int main(int argc, char **argv) {
  int whole = argc == 6 && !strcmp(argv[5], "whole");
  if (argc != 5 && !whole) {
    fprintf(stderr, "usage: forwarder TUN LOCAL REMOTE PORT [whole]\n");
    return 2;
  }
  struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI | (whole ? IFF_VNET_HDR : 0)};
  strncpy(request.ifr_name, argv[1], IFNAMSIZ - 1);
  tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  if (tun < 0 || ioctl(tun, TUNSETIFF, &request) < 0) die("tun");
  if (whole && ioctl(tun, TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6) < 0) die("offload");
  udp = socket(AF_INET, SOCK_DGRAM, 0);
  if (whole && setsockopt(udp, IPPROTO_UDP, UDP_GRO, &whole, sizeof whole) < 0) die("gro");
  int size = BUFFER;
  setsockopt(udp, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
  setsockopt(udp, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
  struct sockaddr_in local = address(argv[2], argv[4]), remote = address(argv[3], argv[4]);
  if (bind(udp, (struct sockaddr *)&local, sizeof local) < 0) die("bind");
  if (connect(udp, (struct sockaddr *)&remote, sizeof remote) < 0) die("connect");
  pthread_t thread;
  if (pthread_create(&thread, NULL, whole ? outward_whole : outward, NULL)) die("thread");
  if (whole) {
    inward_whole();
  } else {
    inward();
  }
}
