/*
 * The plainest tunnel that is not slow: a TUN device and a UDP socket, no offloads, packets of a
 * batch by recvmmsg and sendmmsg, one thread each way, eight octets of header. What a tunnel in user
 * space costs by itself; bench/cetp/run compares with it.
 *
 *   forwarder TUN LOCAL REMOTE PORT
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BATCH = 64, ROOM = 2048, HEAD = 8, BUFFER = 7 << 20 };

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
  if (argc != 5) {
    fprintf(stderr, "usage: forwarder TUN LOCAL REMOTE PORT\n");
    return 2;
  }
  struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
  strncpy(request.ifr_name, argv[1], IFNAMSIZ - 1);
  tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  if (tun < 0 || ioctl(tun, TUNSETIFF, &request) < 0) die("tun");
  udp = socket(AF_INET, SOCK_DGRAM, 0);
  int size = BUFFER;
  setsockopt(udp, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
  setsockopt(udp, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
  struct sockaddr_in local = address(argv[2], argv[4]), remote = address(argv[3], argv[4]);
  if (bind(udp, (struct sockaddr *)&local, sizeof local) < 0) die("bind");
  if (connect(udp, (struct sockaddr *)&remote, sizeof remote) < 0) die("connect");
  pthread_t thread;
  if (pthread_create(&thread, NULL, outward, NULL)) die("thread");
  inward();
}
