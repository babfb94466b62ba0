/**
 * The scenarios of the inter-domain source address validation problem statement, with real routers,
 * real packets and a real kernel: the topology of its figures ({@link
 * savd.testbed.scenario.ProblemStatement}), what each method has to do there by the text and by RFC
 * 8704 ({@link savd.testbed.scenario.Expectations}), and the table of what it did ({@link
 * savd.testbed.scenario.Figures}).
 */
package savd.testbed.scenario;
