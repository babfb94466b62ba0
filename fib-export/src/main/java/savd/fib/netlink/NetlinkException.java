package savd.fib.netlink;

import java.io.IOException;
import savd.linux.Errno;

/** A system call on a socket failed. */
public final class NetlinkException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  public NetlinkException(String call, int errno) {
    super(call + ": " + Errno.name(errno));
    this.errno = errno;
  }

  public int errno() {
    return errno;
  }
}
