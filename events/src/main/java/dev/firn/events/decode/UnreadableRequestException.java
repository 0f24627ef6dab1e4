package dev.firn.events.decode;

/** A request of which nothing can be taken; none of its events was. */
public final class UnreadableRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of mistake it is; decides the status. */
  public enum Category {
    /** The body is not what its content type says: 400. */
    UNREADABLE,
    /** Over a limit of the whole request: 413. */
    TOO_LARGE,
    /** A content type or encoding that is not spoken here: 415. */
    UNSUPPORTED
  }

  private final Category category;

  UnreadableRequestException(Category category, String message) {
    super(message, null, false, false);
    this.category = category;
  }

  static UnreadableRequestException unreadable(String message) {
    return new UnreadableRequestException(Category.UNREADABLE, message);
  }

  static UnreadableRequestException tooLarge(String message) {
    return new UnreadableRequestException(Category.TOO_LARGE, message);
  }

  static UnreadableRequestException unsupported(String message) {
    return new UnreadableRequestException(Category.UNSUPPORTED, message);
  }

  public Category category() {
    return category;
  }
}
