package savd.pisav.fsm;

import savd.pisav.message.ConeNotice;

/**
 * A notice with its serial.
 *
 * @param serial of its top, unsigned, never 0; a later notice has a higher one
 */
record Numbered(int serial, ConeNotice notice) {}
