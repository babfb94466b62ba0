package savd.cli;

/** How answers are shown. */
enum OutputFormat {
  /** For people. */
  TEXT,
  /** As savd sent it. */
  JSON
}
