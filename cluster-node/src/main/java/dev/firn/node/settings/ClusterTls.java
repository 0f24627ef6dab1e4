package dev.firn.node.settings;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code firn.cluster.tls}: TLS 1.3 between the nodes. Each shows its certificate to the other; who
 * connects also verifies that it names the host it meant.
 *
 * @param keyStore PKCS #12, with the node's key and certificate
 * @param trustStore PKCS #12, with the certificate of the authority that signs those of the nodes
 * @param passwordFile of both stores
 */
public record ClusterTls(Path keyStore, Path trustStore, Path passwordFile) {
  private static final String SSL = "pekko.remote.artery.ssl.";
  private static final String ENGINE = SSL + "config-ssl-engine.";

  public ClusterTls {
    for (Path file : List.of(keyStore, trustStore, passwordFile)) {
      if (!Files.isReadable(file)) {
        throw new IllegalArgumentException("tls: there is no file " + file + ", or none to read");
      }
    }
  }

  /** Nothing where none of the files is named. */
  static Optional<ClusterTls> from(Config section) {
    List<String> files =
        List.of(
            section.getString("key-store"),
            section.getString("trust-store"),
            section.getString("password-file"));
    if (files.stream().allMatch(String::isBlank)) {
      return Optional.empty();
    }
    if (files.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "tls needs all of key-store, trust-store and password-file");
    }
    return Optional.of(
        new ClusterTls(Path.of(files.get(0)), Path.of(files.get(1)), Path.of(files.get(2))));
  }

  /** As Pekko's settings. */
  Map<String, Object> artery() {
    String password = password();
    return Map.of(
        "pekko.remote.artery.transport",
        "tls-tcp",
        ENGINE + "key-store",
        keyStore.toString(),
        ENGINE + "key-store-password",
        password,
        ENGINE + "key-password",
        password,
        ENGINE + "trust-store",
        trustStore.toString(),
        ENGINE + "trust-store-password",
        password,
        ENGINE + "protocol",
        "TLSv1.3",
        ENGINE + "enabled-algorithms",
        List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"),
        ENGINE + "require-mutual-authentication",
        true,
        ENGINE + "hostname-verification",
        true);
  }

  /**
   * When what the stores hold ends: by the name of the setting, the first certificate to end of
   * those that this node shows, and the last of its authorities.
   */
  public Map<String, Instant> certificateEnds() {
    return Map.of(
        "key-store",
        ends(keyStore, "key-store").min(Comparator.naturalOrder()).orElse(Instant.EPOCH),
        "trust-store",
        ends(trustStore, "trust-store").max(Comparator.naturalOrder()).orElse(Instant.EPOCH));
  }

  private Stream<Instant> ends(Path file, String setting) {
    try {
      KeyStore store = KeyStore.getInstance(file.toFile(), password().toCharArray());
      List<Instant> ends = new ArrayList<>();
      for (String alias : Collections.list(store.aliases())) {
        Certificate[] chain = store.getCertificateChain(alias);
        Certificate[] found =
            chain == null ? new Certificate[] {store.getCertificate(alias)} : chain;
        for (Certificate one : found) {
          if (one instanceof X509Certificate certificate) {
            ends.add(certificate.getNotAfter().toInstant());
          }
        }
      }
      return ends.stream();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "firn.cluster.tls." + setting + " cannot be read: " + e.getMessage(), e);
    }
  }

  private String password() {
    try {
      return Files.readString(passwordFile).strip();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "firn.cluster.tls.password-file cannot be read: " + e.getMessage(), e);
    }
  }
}
