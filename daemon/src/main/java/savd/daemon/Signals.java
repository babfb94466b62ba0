package savd.daemon;

import java.lang.reflect.Proxy;

/**
 * Signals of the operating system. The JDK's only way to them is sun.misc.Signal of
 * jdk.unsupported, which no source may name without a warning; so it is named at run time.
 */
public final class Signals {
  private Signals() {}

  /**
   * Runs the action, on a thread of the JVM's, whenever the signal comes.
   *
   * @param name without "SIG", such as HUP
   */
  public static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (_, method, _) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK has no sun.misc.Signal", e);
    }
  }
}
