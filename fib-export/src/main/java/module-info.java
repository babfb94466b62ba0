/** From rules to the kernel: nftables by netlink, nft scripts, and what packets did. */
module savd.fib {
  requires transitive savd.net;
  requires transitive savd.rules;
  requires org.slf4j;
  requires savd.linux;

  exports savd.fib;
  exports savd.fib.netlink;
  exports savd.fib.nft;
  exports savd.fib.plan;
  exports savd.fib.recording;
  exports savd.fib.render;
}
