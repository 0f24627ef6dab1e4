package dev.firn.node.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A request byte for byte, as no client sends it. */
final class RawRequest {
  private RawRequest() {}

  /** Sends one byte for each character, and reads until the connection is closed. */
  static String answer(InetSocketAddress address, String request) throws IOException {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  /** An event in binary mode and the headers given, each with its line's end. */
  static String event(String headers, String body) {
    return head(headers + "Content-Length: " + body.length() + "\r\n") + "\r\n" + body;
  }

  /** The head without the empty line. */
  static String head(String headers) {
    return "POST /v1/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\nce-specversion: 1.0\r\n"
        + "ce-id: 1\r\nce-source: /s\r\nce-type: t\r\n"
        + headers;
  }
}
