/** What sessions over TCP have in common, whatever they speak. */
module savd.transport {
  requires transitive io.netty.buffer;
  requires transitive io.netty.common;
  requires transitive io.netty.transport;
  requires transitive org.slf4j;

  exports savd.transport;
}
