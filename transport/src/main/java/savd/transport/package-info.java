/**
 * Sessions over TCP, whatever they speak: octets in and whole messages out of one read, timers,
 * problems told once, failures in words. BGP, RPKI-to-Router and PI-SAV each have their machines
 * and their meaning of octets; what stands here is the same for all of them.
 *
 * <p>All of it runs on the event loop of its channel and is for that thread alone.
 */
package savd.transport;
