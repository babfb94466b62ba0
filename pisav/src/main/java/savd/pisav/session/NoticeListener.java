package savd.pisav.session;

import savd.pisav.message.ConeNotice;

/** Gets to know what tops say. Called on the event loop; must not wait. */
public interface NoticeListener {
  /**
   * A notice is in force: an answer is due, by {@link ConeDialer#answer} with this number, also
   * when it is the same as the last one.
   *
   * @param top its name in the configuration
   * @param number of this notice, rising over all sessions with that top
   */
  void notice(String top, int number, ConeNotice notice);

  /** There is no session, so no notice; an answer would go nowhere. */
  void lost(String top, String why);
}
