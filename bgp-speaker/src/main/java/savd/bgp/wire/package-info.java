/**
 * Octets of a BGP connection to messages and route changes, and back.
 *
 * <p><b>What it is for.</b> {@link savd.bgp.wire.BgpFramer} finds the messages; {@link
 * savd.bgp.wire.MessageDecoder} reads those that steer the session; {@link
 * savd.bgp.wire.UpdateDecoder} reads routes straight into a {@link savd.net.RouteBatch}. The
 * encoders do the reverse.
 *
 * <p><b>The invariant.</b> Any octets give a message, route changes or a {@link
 * savd.bgp.wire.Malformed} that names its consequence, never an exception, and never more memory
 * than one message of the greatest length needs. What follows from which malformation is written
 * down once, in {@link savd.bgp.wire.AttributeRules}, and {@code docs/rfc7606-outcomes.md} is that
 * table in print.
 *
 * <p><b>The hot path.</b> A full table is some 200,000 UPDATEs. Reading one on a cold virtual
 * machine allocates nothing and goes through few, small, monomorphic methods over {@code byte[]};
 * the attributes of a route that are in canonical form already are copied by the run.
 *
 * <p>RFC 4271, 4760, 2545, 2918, 4360, 4456, 4486, 4724, 5065, 5492, 6286, 6608, 6793, 7313, 7606,
 * 7607, 7911, 8092, 8538, 8654, 8950, 9003, 9072, 9234, 9384, 9687, 9774.
 */
package savd.bgp.wire;
