// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.escalations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A connection to a server on loopback that can be cut, at any moment, and mended. */
final class Wire implements AutoCloseable {

  private final ServerSocket listener;
  private final int to;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  Wire(int to) {
    this.to = to;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().name("wire").start(this::accept);
  }

  String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** What was on its way is lost, in either direction. */
  void cut() {
    cut = true;
    open.forEach(Wire::close);
  }

  void mend() {
    cut = false;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        if (cut) {
          close(client);
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), to);
        open.add(server);
        pump(client, server);
        pump(server, client);
        if (cut) {
          open.forEach(Wire::close);
        }
      } catch (IOException e) {
        // closed, or the server is not there: the client sees it
      }
    }
  }

  private void pump(Socket from, Socket into) {
    Thread.ofPlatform()
        .daemon()
        .name("wire")
        .start(() -> {
          try (from;
              into) {
            from.getInputStream().transferTo(into.getOutputStream());
          } catch (IOException e) {
            // cut
          } finally {
            open.remove(from);
          }
        });
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
