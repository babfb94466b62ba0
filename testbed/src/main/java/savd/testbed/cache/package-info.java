/**
 * {@code savd-rtr-cache}: an RTR cache that serves files, for laboratories and for operators who
 * want to try savd, or any router, with data of their own.
 */
package savd.testbed.cache;
