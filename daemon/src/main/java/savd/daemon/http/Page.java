package savd.daemon.http;

/** What is sent back. */
record Page(int status, String contentType, String body) {
  static Page text(int status, String body) {
    return new Page(status, "text/plain; charset=utf-8", body);
  }

  static Page json(int status, String body) {
    return new Page(status, "application/json", body);
  }
}
