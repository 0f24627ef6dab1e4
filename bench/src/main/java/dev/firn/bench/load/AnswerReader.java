package dev.firn.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** Reads HTTP/1.1 answers of known length, just as far as needed to know what was accepted. */
final class AnswerReader {
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 20];

  AnswerReader(InputStream in) {
    this.in = in;
  }

  Answer read() throws IOException {
    int length = 0;
    int headEnd = -1;
    while (headEnd < 0) {
      length += fill(length);
      headEnd = headEnd(length);
    }
    String head = new String(buffer, 0, headEnd, ISO_8859_1);
    int end = headEnd + Math.toIntExact(number(head, "content-length", -1));
    if (end < headEnd) {
      throw new IOException("An answer without Content-Length: " + head);
    }
    while (length < end) {
      length += fill(length);
    }
    return answer(head, new String(buffer, headEnd, end - headEnd, ISO_8859_1));
  }

  private int fill(int length) throws IOException {
    if (length == buffer.length) {
      throw new IOException("An answer of more than " + buffer.length + " bytes");
    }
    int read = in.read(buffer, length, buffer.length - length);
    if (read < 0) {
      throw new EOFException("The node closed the connection before it answered");
    }
    return read;
  }

  private int headEnd(int length) {
    for (int i = 3; i < length; i++) {
      if (buffer[i] == '\n' && buffer[i - 2] == '\n' && buffer[i - 1] == '\r') {
        return i + 1;
      }
    }
    return -1;
  }

  private static Answer answer(String head, String body) {
    return new Answer(
        Integer.parseInt(head, 9, 12, 10),
        count(body, "\"accepted\":"),
        count(body, "\"duplicates\":"),
        body.contains("\"rejected\":[]"),
        1000 * number(head, "retry-after", 0));
  }

  private static int count(String body, String name) {
    int at = body.indexOf(name);
    return at < 0 ? 0 : (int) digits(body, at + name.length());
  }

  private static long number(String head, String header, long otherwise) {
    int at = head.toLowerCase(Locale.ROOT).indexOf("\r\n" + header + ":");
    return at < 0 ? otherwise : digits(head, at + header.length() + 3);
  }

  private static long digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    long value = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      value = value * 10 + (text.charAt(at++) - '0');
    }
    return value;
  }
}
