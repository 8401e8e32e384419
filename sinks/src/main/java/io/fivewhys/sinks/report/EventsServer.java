// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells open pages that there is something new, as server-sent events. Each reader has a thread and
 * room for one piece of news, the latest: one that reads slowly holds up nobody and misses nothing
 * that still matters. The warehouse is looked at only while somebody listens.
 */
final class EventsServer implements AutoCloseable {

  static final int MOST_READERS = 64;

  private static final Logger LOG = LoggerFactory.getLogger(EventsServer.class);
  private static final long HEARTBEAT_SECONDS = 15;

  private final ReportStore store;
  private final Set<Reader> readers = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("report-changes").daemon().factory());
  private String seen = "";
  private volatile boolean closed;

  EventsServer(ReportStore store) {
    this.store = store;
  }

  void start() {
    long millis = store.poll().toMillis();
    watch.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Takes the exchange over, its headers set but not sent.
   *
   * @return false when there are too many readers; then nothing was done
   */
  boolean serve(HttpExchange exchange) {
    Reader reader = new Reader(exchange);
    synchronized (readers) {
      if (closed || readers.size() >= MOST_READERS) {
        return false;
      }
      readers.add(reader);
    }
    reader.thread.start();
    return true;
  }

  int readers() {
    return readers.size();
  }

  @Override
  public void close() {
    closed = true;
    watch.shutdownNow();
    synchronized (readers) {
      readers.forEach(reader -> reader.thread.interrupt());
    }
  }

  private void look() {
    try {
      if (readers.isEmpty()) {
        return;
      }
      String version = store.version();
      if (!version.equals(seen)) {
        String news = "event: changed\ndata: {\"newest\":%d}\n\n".formatted(store.newest());
        seen = version;
        readers.forEach(reader -> reader.tell(news));
      }
    } catch (RuntimeException e) {
      LOG.warn("report: the warehouse could not be looked at for news", e);
    }
  }

  private final class Reader {
    private final HttpExchange exchange;
    private final BlockingQueue<String> news = new ArrayBlockingQueue<>(1);
    private final Thread thread =
        Thread.ofPlatform().name("report-events").daemon().unstarted(this::run);

    Reader(HttpExchange exchange) {
      this.exchange = exchange;
    }

    void tell(String latest) {
      while (!news.offer(latest)) {
        news.poll();
      }
    }

    private void run() {
      try (exchange;
          OutputStream out = started()) {
        while (!closed) {
          String latest = news.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
          write(out, latest == null ? ": still here\n\n" : latest);
        }
      } catch (IOException | InterruptedException e) {
        LOG.debug("report: a reader of events has gone", e);
      } finally {
        readers.remove(this);
      }
    }

    private OutputStream started() throws IOException {
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      write(out, "retry: 3000\n\n");
      return out;
    }

    private static void write(OutputStream out, String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }
}
