/**
 * What {@code script/demo} runs: the topology of the problem statement with a sensible
 * configuration of savd, honest and spoofed packets through it, and what savd has to say about
 * them. With the privileges for namespaces it is real routers and the kernel ({@link
 * savd.testbed.demo.LabDemo}); without, the neighbours are played by the testbed and savd prints
 * its rules instead of loading them ({@link savd.testbed.demo.PlayedDemo}).
 */
package savd.testbed.demo;
