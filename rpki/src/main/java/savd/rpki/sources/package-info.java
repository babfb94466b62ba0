/**
 * From what sources say to what is in force: the union of all files and of the best cache, less
 * what local exceptions drop, plus what they add.
 *
 * <p><b>The invariant.</b> What is in force is complete or empty. While any configured source has
 * said nothing yet, or once the last cache's data have expired (RFC 8210, section 6), nothing is in
 * force: with a part of the data, routes would be invalid that the whole makes valid, and lists
 * would miss prefixes that ROAs and ASPAs put there. Whoever reads the data asks for the {@link
 * savd.rpki.sources.Availability} too, and falls back where it is not {@code IN_FORCE}.
 *
 * <p><b>Odd interleavings.</b> A source that says the same again changes nothing, and nobody is
 * told. A configuration that awaits more than the one before leaves in force what was, until more
 * has come. A bad file is no news here: {@link savd.rpki.files.WatchedFiles} keeps what it said
 * before. A change of cache is one delta between what the two say, not a loss and a gain.
 */
package savd.rpki.sources;
