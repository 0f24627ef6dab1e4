package dev.firn.bench.faults.front;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request or an answer of HTTP/1.1, whole. Header lines stay as they were, because requests to a
 * store are signed.
 */
final class HttpMessage {
  private static final int LONGEST_LINE = 64 << 10;

  private final String startLine;
  private final List<String> headers;
  private final byte[] body;

  /**
   * @param body is not copied: nobody changes it
   */
  HttpMessage(String startLine, List<String> headers, byte[] body) {
    this.startLine = startLine;
    this.headers = List.copyOf(headers);
    this.body = body;
  }

  /** The head without its body, empty at the end of the connection. */
  static Optional<HttpMessage> readHead(InputStream in) throws IOException {
    int first = in.read();
    if (first < 0) {
      return Optional.empty();
    }
    String startLine = (char) first + readLine(in);
    List<String> headers = new ArrayList<>();
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      headers.add(line);
    }
    return Optional.of(new HttpMessage(startLine, headers, new byte[0]));
  }

  /** With the body that the head announces. */
  HttpMessage withBodyFrom(InputStream in) throws IOException {
    if (header("transfer-encoding").orElse("").toLowerCase(Locale.ROOT).contains("chunked")) {
      return with(readChunks(in));
    }
    int length = Integer.parseInt(header("content-length").orElse("0"));
    byte[] read = in.readNBytes(length);
    if (read.length < length) {
      throw new EOFException("The body ended after " + read.length + " of " + length + " bytes");
    }
    return new HttpMessage(startLine, headers, read);
  }

  /** A body in one piece, whatever pieces it came in. */
  private HttpMessage with(byte[] whole) {
    List<String> kept = new ArrayList<>(without("transfer-encoding").headers);
    kept.add("Content-Length: " + whole.length);
    return new HttpMessage(startLine, kept, whole);
  }

  private static byte[] readChunks(InputStream in) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    int length = chunkLength(in);
    while (length > 0) {
      whole.write(in.readNBytes(length));
      readLine(in);
      length = chunkLength(in);
    }
    String trailer = readLine(in);
    while (!trailer.isEmpty()) {
      trailer = readLine(in);
    }
    return whole.toByteArray();
  }

  private static int chunkLength(InputStream in) throws IOException {
    return Integer.parseInt(readLine(in).split(";", 2)[0].strip(), 16);
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() > LONGEST_LINE) {
        throw new EOFException("The connection ended within a head");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  void writeTo(OutputStream out) throws IOException {
    StringBuilder head = new StringBuilder(startLine).append("\r\n");
    headers.forEach(line -> head.append(line).append("\r\n"));
    ByteArrayOutputStream all = new ByteArrayOutputStream(head.length() + 2 + body.length);
    all.write(head.append("\r\n").toString().getBytes(ISO_8859_1));
    all.write(body);
    out.write(all.toByteArray());
    out.flush();
  }

  Optional<String> header(String name) {
    return headers.stream()
        .filter(line -> isNamed(line, name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst();
  }

  HttpMessage without(String name) {
    return new HttpMessage(
        startLine, headers.stream().filter(line -> !isNamed(line, name)).toList(), body);
  }

  private static boolean isNamed(String line, String name) {
    return line.regionMatches(true, 0, name, 0, name.length())
        && line.length() > name.length()
        && line.charAt(name.length()) == ':';
  }

  String startLine() {
    return startLine;
  }

  HttpMessage withoutBody() {
    return new HttpMessage(startLine, headers, new byte[0]);
  }

  /** The same headers under another first line, without a body. */
  HttpMessage startingWith(String other) {
    return new HttpMessage(other, headers, new byte[0]).without("content-length");
  }

  /** What it says, where it is text. */
  String body() {
    return new String(body, UTF_8);
  }

  /** Of an answer. */
  int status() {
    return Integer.parseInt(startLine.split(" ", 3)[1]);
  }

  static HttpMessage answer(int status, List<String> headers, String body) {
    byte[] bytes = body.getBytes(UTF_8);
    List<String> all = new ArrayList<>(headers);
    all.add("Content-Length: " + bytes.length);
    return new HttpMessage("HTTP/1.1 " + status + " Injected", all, bytes);
  }
}
