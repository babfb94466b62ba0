/**
 * savctl, the operator's hand on savd.
 *
 * <p><b>What it is for.</b> Every command is one request of {@code savd.control} and one way to
 * show the answer: {@code -o json} passes on what savd sent, octet by octet; {@code -o text}
 * renders it, a {@link savd.cli.Document} at a time, so that a table of a million routes flows
 * through.
 *
 * <p><b>The invariant.</b> The exit status tells what happened, whatever the format: 0 done, 1 savd
 * says no, 2 wrong usage, 3 savd cannot be reached. Answers go to standard output, complaints to
 * standard error, colours to a terminal only (and not with {@code NO_COLOR}).
 *
 * <p><b>Start.</b> People type it in a loop, so what it loads is kept small: no regular expressions
 * of our own, no data binding, no logging; script/build trains an ahead of time cache.
 */
package savd.cli;
