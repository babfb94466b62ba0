package savd.pisav.fsm;

import savd.pisav.message.ErrorCode;

/** What a part makes of that which is collected. */
sealed interface Collected<T> {
  /** There is more to come. */
  record More<T>() implements Collected<T> {}

  /** It was the last part. */
  record Whole<T>(T value) implements Collected<T> {}

  /** It does not fit. */
  record Wrong<T>(ErrorCode code, String text) implements Collected<T> {}
}
