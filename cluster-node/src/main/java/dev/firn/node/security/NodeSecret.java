package dev.firn.node.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * The secret that makes hashed ids and receipts of this installation its own: 32 random bytes in a
 * file that only the node's user may read. All nodes of a cluster share one, and whoever loses it
 * loses the protection against duplicates of earlier events: it belongs into the backup.
 */
public final class NodeSecret {
  private static final int BYTES = 32;

  private final byte[] secret;

  private NodeSecret(byte[] secret) {
    this.secret = secret;
  }

  /** Reads the secret; creates it where there is none yet. */
  public static NodeSecret readOrCreate(Path file) throws IOException {
    if (!Files.exists(file)) {
      create(file);
    }
    byte[] secret = Files.readAllBytes(file);
    if (secret.length < BYTES) {
      throw new IOException(
          file + " should hold a secret of " + BYTES + " bytes but holds " + secret.length);
    }
    return new NodeSecret(secret);
  }

  /** Written aside and moved into place, so that nobody ever reads half a secret. */
  private static void create(Path file) throws IOException {
    byte[] fresh = new byte[BYTES];
    new SecureRandom().nextBytes(fresh);
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path draft = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
    Files.deleteIfExists(draft);
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly())) {
      channel.write(ByteBuffer.wrap(fresh));
    }
    try {
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      return; // another node of this machine was first; its secret is the one
    } catch (UnsupportedOperationException e) {
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /** The key behind hashed event ids. */
  public byte[] idKey() {
    return derive("firn event ids");
  }

  /** The key that signs receipts. */
  public byte[] receiptKey() {
    return derive("firn receipts");
  }

  /** The operator's key with which the node asks its own catalog. */
  public String catalogKey() {
    return HexFormat.of().formatHex(derive("firn catalog"));
  }

  /** Tells two secrets apart and says nothing else of them. */
  public String fingerprint() {
    return HexFormat.of().formatHex(derive("firn cluster"), 0, 8);
  }

  private byte[] derive(String purpose) {
    return Digests.hmac(secret).doFinal(purpose.getBytes(UTF_8));
  }

  @Override
  public String toString() {
    return "NodeSecret[not shown]";
  }
}
