package savd.bgp.mrt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import savd.net.RouteSink;
import savd.net.RouteSource;

/**
 * Feeds a sink from an MRT file: TABLE_DUMP, TABLE_DUMP_V2, BGP4MP and BGP4MP_ET (RFC 6396, RFC
 * 8050) and the older type BGP, plain or compressed with gzip or bzip2.
 *
 * <p>{@link #start} reads on the caller's thread and waits there while the sink lags. Arrival times
 * of batches are the file's own, in nanoseconds since 1970.
 */
public final class MrtSource implements RouteSource {
  private static final int BGP = 5;
  private static final int TABLE_DUMP = 12;
  private static final int TABLE_DUMP_V2 = 13;
  private static final int BGP4MP = 16;
  private static final int BGP4MP_ET = 17;

  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final int RECORDS_PER_PROGRESS = 1024;

  /** Gets to know how far reading is; on the reading thread. */
  @FunctionalInterface
  public interface Progress {
    /** {@code octets} of the {@code total} octets of the file, compressed as it is, are read. */
    void read(long octets, long total);
  }

  private final Path path;
  private final MrtPeers peers;
  private final Progress progress;
  private final MrtCounts counts;
  private volatile boolean closed;
  private long timeNanos;

  public MrtSource(Path path, MrtPeers peers) {
    this(path, peers, (octets, total) -> {});
  }

  public MrtSource(Path path, MrtPeers peers, Progress progress) {
    this.path = path;
    this.peers = peers;
    this.progress = progress;
    this.counts = new MrtCounts(path);
  }

  /**
   * Reads the file to its end, or to where it cannot go on; {@link #summary} tells what came of it.
   *
   * @throws UncheckedIOException where the file cannot be opened
   */
  @Override
  public void start(RouteSink sink) {
    try (InputStream file = Files.newInputStream(path)) {
      read(file, Files.size(path), sink);
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": " + e.getMessage(), e);
    }
  }

  void read(InputStream file, long total, RouteSink sink) {
    Reading reading = new Reading(sink);
    try (MrtInput in = new MrtInput(file)) {
      reading.all(in, total);
      progress.read(in.fileOctets(), total);
    } catch (IOException e) {
      // The first octets of a compressed file are read, and judged, before the first record.
      counts.problem(1, e.getMessage());
    }
  }

  /** Ends reading after the current record. */
  @Override
  public void close() {
    closed = true;
  }

  /** What was read; complete when {@link #start} has returned. */
  public MrtSummary summary() {
    return counts.summary();
  }

  /** One pass through the file. */
  private final class Reading {
    private final RouteSink sink;
    private final PeerFeeds feeds;
    private final TableDumpReader tables;
    private final MessageReader messages;
    private final RecordReader record = new RecordReader();
    private final Semaphore writable = new Semaphore(0);

    Reading(RouteSink sink) {
      this.sink = sink;
      LastMalformed malformed = new LastMalformed();
      feeds = new PeerFeeds(peers, sink, malformed);
      tables = new TableDumpReader(feeds, counts, malformed);
      messages = new MessageReader(feeds, counts, malformed);
    }

    void all(MrtInput in, long total) {
      try {
        while (!closed && next(in)) {
          if (counts.records % RECORDS_PER_PROGRESS == 0) {
            progress.read(in.fileOctets(), total);
          }
          awaitWritable();
        }
      } catch (IOException | MrtFormatException e) {
        counts.offset = in.offset();
        counts.problem(counts.records + 1, e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        counts.problem("reading was interrupted");
      }
      feeds.finish(timeNanos);
    }

    private void awaitWritable() throws InterruptedException {
      if (!sink.isWritable()) {
        sink.whenWritable(writable::release);
        writable.acquire();
      }
    }

    private boolean next(MrtInput in) throws IOException, MrtFormatException {
      if (!in.read()) {
        return false;
      }
      counts.records++;
      counts.offset = in.offset();
      record.reset(in.record(), MrtInput.BODY, MrtInput.BODY + in.length());
      try {
        dispatch(in);
      } catch (MrtFormatException e) {
        counts.problem(e.getMessage());
      }
      return true;
    }

    private void dispatch(MrtInput in) throws MrtFormatException {
      timeNanos = in.timestampSeconds() * SECOND_NANOS;
      int subtype = in.subtype();
      switch (in.type()) {
        case BGP -> messages.bgp(subtype, record, timeNanos);
        case TABLE_DUMP -> tables.tableDump(subtype, record, timeNanos);
        case TABLE_DUMP_V2 -> tables.tableDumpV2(subtype, record, timeNanos);
        case BGP4MP -> messages.bgp4mp(subtype, record, timeNanos);
        case BGP4MP_ET -> {
          timeNanos += Integer.toUnsignedLong(record.int32()) * 1000;
          messages.bgp4mp(subtype, record, timeNanos);
        }
        default -> counts.skippedRecords++;
      }
    }
  }
}
