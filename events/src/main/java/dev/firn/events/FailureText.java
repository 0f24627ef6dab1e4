package dev.firn.events;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

/** Failures as people are told of them: what happened, without the names of Java's classes. */
public final class FailureText {
  /** What an exception that was made of another puts before that one's message. */
  private static final Pattern CLASS_NAME =
      Pattern.compile("\\b(?:[a-z][\\w]*\\.)+[A-Z][\\w$]*(?:Exception|Error|Failure)(?:: |\\b)");

  private static final Pattern WORDS = Pattern.compile("(?<=[a-z])(?=[A-Z])");

  private FailureText() {}

  /** The failure, and what is at its root where that says more. */
  public static String of(Throwable failure) {
    Throwable cause = unwrapped(failure);
    Throwable root = root(cause);
    String text = own(cause);
    String more = own(root);
    return text.contains(more) ? text : text + ", because: " + more;
  }

  /** What is at the root of a failure. */
  public static String ofRoot(Throwable failure) {
    return own(root(failure));
  }

  /** Without what futures wrap around it. */
  public static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static Throwable root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String own(Throwable failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return words(failure);
    }
    if (failure instanceof NoSuchFileException) {
      return "there is no file " + message;
    }
    if (failure instanceof AccessDeniedException) {
      return "no access to " + message;
    }
    String text = CLASS_NAME.matcher(message).replaceAll("").strip();
    return text.isEmpty() ? words(failure) : text;
  }

  /** The class' name as words, for want of better ones. */
  private static String words(Throwable failure) {
    String name = failure.getClass().getSimpleName().replaceAll("(Exception|Error)$", "");
    return name.isEmpty()
        ? "an unnamed failure"
        : WORDS.matcher(name).replaceAll(" ").toLowerCase(Locale.ROOT);
  }
}
