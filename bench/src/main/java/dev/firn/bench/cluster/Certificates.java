package dev.firn.bench.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An authority of one's own and certificates of it, as the operations guide has them made. */
final class Certificates {
  private static final String PASSWORD = "sesame-of-a-rig";

  private final Path folder;

  private Certificates(Path folder) {
    this.folder = folder;
  }

  static Certificates make(Path folder) throws IOException, InterruptedException {
    Certificates certificates = new Certificates(Files.createDirectories(folder));
    Files.writeString(folder.resolve("password"), PASSWORD);
    certificates.authority();
    return certificates;
  }

  private void authority() throws IOException, InterruptedException {
    keytool("ca", "-genkeypair", "-alias", "ca", "-dname", "CN=firn", "-ext", "bc:c");
    String file = folder.resolve("ca.crt").toString();
    keytool("ca", "-exportcert", "-alias", "ca", "-file", file);
    keytool("trust", "-importcert", "-noprompt", "-alias", "ca", "-file", file);
  }

  /** Settings of the node with this address, whose certificate is made. */
  List<String> settingsFor(String address) throws IOException, InterruptedException {
    Files.copy(folder.resolve("ca"), folder.resolve(address));
    keytool(
        address,
        "-genkeypair",
        "-alias",
        "node",
        "-signer",
        "ca",
        "-dname",
        "CN=" + address,
        "-ext",
        "SAN=ip:" + address);
    keytool(address, "-delete", "-alias", "ca");
    return List.of(
        "-Dfirn.cluster.tls.key-store=" + folder.resolve(address),
        "-Dfirn.cluster.tls.trust-store=" + folder.resolve("trust"),
        "-Dfirn.cluster.tls.password-file=" + folder.resolve("password"));
  }

  private void keytool(String store, String... what) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(what));
    command.addAll(List.of("-keystore", folder.resolve(store).toString()));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    if (what[0].equals("-genkeypair")) {
      command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    }
    Shell.run(command.toArray(String[]::new));
  }
}
