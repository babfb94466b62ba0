package savd.fib.nft;

import static savd.fib.nft.NfTables.*;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import savd.fib.netlink.NetlinkException;
import savd.fib.netlink.NetlinkReader;
import savd.fib.netlink.NetlinkReader.Acknowledgement;
import savd.fib.netlink.NetlinkSocket;
import savd.fib.netlink.NetlinkWriter;
import savd.fib.plan.KernelTransaction;
import savd.linux.Errno;

/**
 * The conversation with the kernel's nftables about one table. The kernel works on a batch while we
 * are in {@code send}: when it returns, all answers are there to be read.
 */
final class NftKernel implements AutoCloseable {
  /** The fixed header of every nfnetlink message (struct nfgenmsg). */
  private static final int NFGENMSG = 4;

  /** Where numbering begins anew: far enough from the end for the largest batch. */
  private static final int RESTART_SEQUENCE = 1 << 30;

  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

  private final String table;
  private final NetlinkSocket socket;
  private final NetlinkWriter writer = new NetlinkWriter();
  private final BatchEncoder encoder;
  private int sequence = 1;
  private int generation;

  private NftKernel(String table, NetlinkSocket socket) {
    this.table = table;
    this.socket = socket;
    this.encoder = new BatchEncoder(table, writer);
  }

  /** Opens a socket in the network namespace of this thread. */
  static NftKernel open(String table) throws NetlinkException {
    NftKernel kernel = new NftKernel(table, NetlinkSocket.open(NetlinkSocket.NETLINK_NETFILTER, 0));
    kernel.socket.receiveTimeout(ANSWER_TIMEOUT);
    try {
      kernel.readGeneration();
    } catch (NetlinkException e) {
      kernel.close();
      throw e;
    }
    return kernel;
  }

  String table() {
    return table;
  }

  /** The generation after our last commit, or as last read. */
  int generation() {
    return generation;
  }

  /** Asks for the generation of the namespace's ruleset; every commit of anybody raises it. */
  int readGeneration() throws NetlinkException {
    int[] found = {0};
    request(
        NFT_MSG_GETGEN,
        0,
        NFPROTO_UNSPEC,
        _ -> {},
        message -> {
          NetlinkReader.Attributes a = message.attributes(NFGENMSG);
          while (a.next()) {
            if (a.type() == NFTA_GEN_ID) {
              found[0] = a.u32();
            }
          }
        });
    generation = found[0];
    return generation;
  }

  /** Carries out a transaction if the generation is still the one we know. */
  BatchResult commit(KernelTransaction transaction) throws NetlinkException {
    if (sequence > RESTART_SEQUENCE) {
      sequence = 1;
    }
    encoder.encode(transaction, sequence, generation);
    sequence = encoder.nextSequence();
    try {
      socket.send(writer);
    } catch (NetlinkException e) {
      if (e.errno() == Errno.ENOBUFS || e.errno() == Errno.ENOMEM || e.errno() == Errno.EMSGSIZE) {
        return new BatchResult.Refused(e.errno(), -1, "the batch did not fit: " + e.getMessage());
      }
      throw e;
    } finally {
      writer.clear();
    }
    return readAnswers(transaction.changes().size());
  }

  private BatchResult readAnswers(int changes) throws NetlinkException {
    Acknowledgement first = null;
    boolean acknowledged = false;
    try {
      MemorySegment datagram;
      while ((datagram = socket.receiveNow()).byteSize() > 0) {
        NetlinkReader reader = new NetlinkReader(datagram);
        while (reader.nextMessage()) {
          Optional<Acknowledgement> answer =
              reader.type() == NetlinkReader.NLMSG_ERROR
                  ? reader.acknowledgement()
                  : Optional.empty();
          if (answer.isPresent() && answer.get().sequence() >= encoder.beginSequence()) {
            Acknowledgement a = answer.get();
            acknowledged |= a.errno() == 0 && a.sequence() == encoder.acknowledgedSequence();
            first = a.errno() != 0 && first == null ? a : first;
          }
        }
      }
    } catch (NetlinkException e) {
      if (e.errno() != Errno.ENOBUFS) {
        throw e;
      }
      // Answers were lost; those read so far stand, the rest the generation tells.
    }
    if (first != null) {
      return first.errno() == Errno.ERESTART && first.sequence() == encoder.beginSequence()
          ? new BatchResult.Stale()
          : new BatchResult.Refused(
              first.errno(), encoder.changeOf(first.sequence(), changes), first.message());
    }
    if (acknowledged) {
      generation = generation == -1 ? 1 : generation + 1;
      return new BatchResult.Done();
    }
    int before = generation;
    return readGeneration() == before
        ? new BatchResult.Refused(Errno.ENOBUFS, -1, "no answer from the kernel")
        : new BatchResult.Unknown();
  }

  /** Writes the attributes of a request behind its header. */
  interface Body {
    void write(NetlinkWriter out);
  }

  /**
   * Sends one request that changes nothing and hands every answer on. An object that is not there
   * has no answers.
   *
   * @param flags NLM_F_DUMP for all objects of a kind, 0 for one
   * @return false when the dump may be torn because the ruleset changed under it
   */
  boolean request(int operation, int flags, int family, Body body, Consumer<NetlinkReader> answer)
      throws NetlinkException {
    writer.clear();
    int asked = sequence++;
    long m =
        writer.beginMessage(
            NfTables.type(operation), flags == 0 ? NetlinkWriter.NLM_F_ACK : flags, asked);
    writer.netfilterHeader(family, 0);
    body.write(writer);
    writer.endMessage(m);
    socket.send(writer);
    boolean whole = true;
    while (true) {
      MemorySegment datagram = socket.receive();
      if (datagram.byteSize() == 0) {
        throw new NetlinkException("nftables request " + operation, Errno.ETIMEDOUT);
      }
      NetlinkReader reader = new NetlinkReader(datagram);
      while (reader.nextMessage()) {
        if (reader.sequence() != asked) {
          continue;
        }
        whole &= !reader.isDumpInterrupted();
        switch (reader.type()) {
          case NetlinkReader.NLMSG_DONE -> {
            return whole;
          }
          case NetlinkReader.NLMSG_ERROR -> {
            int errno = reader.acknowledgement().map(Acknowledgement::errno).orElse(Errno.EINVAL);
            if (errno == 0 || errno == Errno.ENOENT) {
              return whole;
            }
            throw new NetlinkException("nftables request " + operation, errno);
          }
          default -> answer.accept(reader);
        }
      }
    }
  }

  @Override
  public void close() {
    writer.close();
    socket.close();
  }
}
