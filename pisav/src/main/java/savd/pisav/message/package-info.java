/**
 * What the top of a customer cone and its members tell each other about PI-SAV.
 *
 * <p><b>Documents.</b> draft-huang-savnet-pi-sav-for-cc, section 3.
 */
package savd.pisav.message;
