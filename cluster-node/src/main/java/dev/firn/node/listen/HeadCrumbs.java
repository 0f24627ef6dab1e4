package dev.firn.node.listen;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.apache.pekko.util.ByteString;

/**
 * The pieces in which a head arrives. The HTTP library reads a line from its beginning with each
 * piece that it gets, and keeps each as an object of its own: a head that comes byte by byte would
 * cost minutes of a processor, and fifty times its size. So after the first few, crumbs are
 * gathered, until there is more of them or the head ends.
 */
final class HeadCrumbs {
  /** Smaller pieces are crumbs. */
  static final int CRUMB = 1 << 10;

  /** So many of a head may be small, as over a bad line or by hand. */
  static final int FREE = 64;

  private static final int LINE_END = 2;

  private final ByteArrayOutputStream gathered = new ByteArrayOutputStream(0);
  private int crumbs;
  private boolean isLineEmpty;

  /** What is to be read next; nothing while more is to come first. */
  Optional<ByteString> add(ByteString piece) {
    boolean isCrumb = piece.size() < CRUMB;
    boolean endsTheHead = hasEmptyLine(piece, isCrumb ? 0 : piece.size() - LINE_END);
    crumbs += isCrumb ? 1 : 0;
    if (gathered.size() == 0 && (!isCrumb || crumbs <= FREE)) {
      return Optional.of(piece);
    }
    gathered.writeBytes(piece.toArrayUnsafe());
    return endsTheHead || gathered.size() >= CRUMB ? Optional.of(release()) : Optional.empty();
  }

  private boolean hasEmptyLine(ByteString piece, int from) {
    boolean isThere = false;
    for (int i = from; i < piece.size(); i++) {
      byte character = piece.apply(i);
      if (character == '\n') {
        isThere |= isLineEmpty;
        isLineEmpty = true;
      } else if (character != '\r') {
        isLineEmpty = false;
      }
    }
    return isThere;
  }

  private ByteString release() {
    ByteString whole = ByteString.fromArrayUnsafe(gathered.toByteArray());
    gathered.reset();
    return whole;
  }

  /** The next head is another. */
  void clear() {
    gathered.reset();
    crumbs = 0;
    isLineEmpty = false;
  }
}
