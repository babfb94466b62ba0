/*
 * How many datagrams a second get through: sends them at a rate that rises by a tenth every step,
 * and finds the highest step that lost less than one in a hundred.
 *
 *   ladder receive ADDRESS PORT                     until SIGTERM
 *   ladder send FROM TO PORT OCTETS FIRST STEPS MILLIS
 *
 * Each datagram says which step it is of; when all steps are over the sender asks the receiver how
 * many of each arrived. Prints: best rate with loss below 1 %, its loss in percent, and the most
 * that arrived in a second of any step.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { STEPS = 64, ASK = 0xFFFF, PAUSE_NANOS = 200000, BATCH = 64, BUFFER = 4 << 20 };

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void rest(int64_t nanos) {
  struct timespec t = {.tv_nsec = nanos % 1000000000, .tv_sec = nanos / 1000000000};
  nanosleep(&t, NULL);
}

static struct sockaddr_in address(const char *text, int port) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
  if (inet_pton(AF_INET, text, &a.sin_addr) != 1) {
    fprintf(stderr, "ladder: not an IPv4 address: %s\n", text);
    exit(2);
  }
  return a;
}

static int bound(const char *text, int port) {
  int s = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in a = address(text, port);
  int size = BUFFER;
  setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
  setsockopt(s, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
  if (bind(s, (struct sockaddr *)&a, sizeof a) < 0) {
    perror("ladder: bind");
    exit(1);
  }
  return s;
}

static void receive(const char *text, int port) {
  static uint32_t arrived[STEPS];
  static unsigned char room[BATCH][2048];
  static struct sockaddr_in from[BATCH];
  struct mmsghdr messages[BATCH];
  struct iovec vectors[BATCH];
  int s = bound(text, port);
  memset(messages, 0, sizeof messages);
  for (int i = 0; i < BATCH; i++) {
    vectors[i] = (struct iovec){room[i], sizeof room[i]};
    messages[i].msg_hdr.msg_iov = &vectors[i];
    messages[i].msg_hdr.msg_iovlen = 1;
    messages[i].msg_hdr.msg_name = &from[i];
  }
  for (;;) {
    for (int i = 0; i < BATCH; i++) messages[i].msg_hdr.msg_namelen = sizeof from[i];
    int n = recvmmsg(s, messages, BATCH, MSG_WAITFORONE, NULL);
    for (int i = 0; i < n; i++) {
      int step = room[i][0] << 8 | room[i][1];
      if (step < STEPS) {
        arrived[step]++;
      } else if (step == ASK) {
        sendto(s, arrived, sizeof arrived, 0, (struct sockaddr *)&from[i], sizeof from[i]);
        if (room[i][2] == 1) memset(arrived, 0, sizeof arrived);
      }
    }
  }
}

/* Asks for what arrived; "forget" empties the receiver's counts. */
static int ask(int s, uint32_t *arrived, int forget) {
  unsigned char question[16] = {ASK >> 8, ASK & 0xFF, forget};
  struct timeval patience = {.tv_usec = 500000};
  setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  for (int i = 0; i < 10; i++) {
    send(s, question, sizeof question, 0);
    if (recv(s, arrived, STEPS * sizeof *arrived, 0) == STEPS * (ssize_t)sizeof *arrived) return 1;
  }
  return 0;
}

static int climb(int argc, char **argv) {
  int port = atoi(argv[4]), octets = atoi(argv[5]), steps = atoi(argv[7]);
  double rate = atof(argv[6]);
  int64_t length = atoi(argv[8]) * 1000000LL;
  if (argc != 9 || octets < 16 || octets > 2000 || steps < 1 || steps > STEPS) return 2;
  static uint32_t sent[STEPS], arrived[STEPS];
  static double spent[STEPS];
  static unsigned char room[2048];
  int s = bound(argv[2], 0);
  struct sockaddr_in to = address(argv[3], port);
  if (connect(s, (struct sockaddr *)&to, sizeof to) < 0) return 1;
  prctl(PR_SET_TIMERSLACK, 1UL, 0, 0, 0);
  if (!ask(s, arrived, 1)) {
    fprintf(stderr, "ladder: the receiver does not answer\n");
    return 1;
  }
  for (int step = 0; step < steps; step++, rate *= 1.1) {
    room[0] = step >> 8;
    room[1] = step;
    int64_t start = now(), t = start;
    while (t - start < length) {
      uint32_t due = (t - start) * rate / 1e9;
      for (; sent[step] < due; sent[step]++) send(s, room, octets, 0);
      rest(PAUSE_NANOS);
      t = now();
    }
    spent[step] = (t - start) / 1e9;
    rest(20000000);
  }
  rest(100000000);
  // Late answers to the first question would tell of nothing.
  while (recv(s, arrived, sizeof arrived, MSG_DONTWAIT) > 0) {
  }
  if (!ask(s, arrived, 0)) {
    fprintf(stderr, "ladder: the receiver does not answer any more\n");
    return 1;
  }
  double best = 0, loss = 0, most = 0;
  for (int i = 0; i < steps; i++) {
    double got = arrived[i] / spent[i];
    double lost = sent[i] ? 100.0 * (sent[i] - (double)arrived[i]) / sent[i] : 100;
    if (lost < 1 && got > best) {
      best = got;
      loss = lost;
    }
    if (got > most) most = got;
    if (getenv("LADDER_STEPS")) {
      fprintf(stderr, "%9.0f/s sent %9.0f/s arrived %6.2f %% lost\n", sent[i] / spent[i], got, lost);
    }
  }
  printf("%.0f %.2f %.0f\n", best, loss, most);
  return 0;
}

int main(int argc, char **argv) {
  if (argc == 4 && !strcmp(argv[1], "receive")) receive(argv[2], atoi(argv[3]));
  if (argc == 9 && !strcmp(argv[1], "send")) return climb(argc, argv);
  fprintf(stderr, "usage: ladder receive ADDRESS PORT\n"
                  "       ladder send FROM TO PORT OCTETS FIRST STEPS MILLIS\n");
  return 2;
}
