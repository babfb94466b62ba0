package savd.bgp.message;

/** The messages that steer a session. UPDATE carries routes and is decoded into a batch instead. */
public sealed interface BgpMessage permits Open, Notification, Keepalive, RouteRefresh {}
