/** Parts of the CETP edge alone, by JMH; {@code bench/cetp/codec} runs them. */
package savd.bench.cetp;
