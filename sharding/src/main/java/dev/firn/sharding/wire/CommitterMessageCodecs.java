package dev.firn.sharding.wire;

import dev.firn.events.ByteReader;
import dev.firn.events.ByteWriter;
import dev.firn.sharding.commit.CommitterProtocol.AcceptRollback;
import dev.firn.sharding.commit.CommitterProtocol.AddFiles;
import dev.firn.sharding.commit.CommitterProtocol.CloseEpoch;
import dev.firn.sharding.commit.CommitterProtocol.Describe;
import dev.firn.sharding.commit.CommitterProtocol.EpochClosed;
import dev.firn.sharding.commit.CommitterProtocol.EpochRefused;
import dev.firn.sharding.commit.CommitterProtocol.FileCut;
import dev.firn.sharding.commit.CommitterProtocol.FileRefused;
import dev.firn.sharding.commit.CommitterProtocol.FilesCommitted;
import dev.firn.sharding.commit.CommitterProtocol.FilesConflict;
import dev.firn.sharding.commit.CommitterProtocol.PendingFile;
import dev.firn.sharding.commit.CommitterProtocol.Resume;
import dev.firn.sharding.commit.CommitterProtocol.Verdict;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;

/** What partitions and operators tell and ask committers, and what these answer. */
final class CommitterMessageCodecs {
  private final ActorRefResolver refs;
  private final ActorRef<Verdict> nobody;

  /**
   * @param nobody whom to answer where a message of an earlier version names none
   */
  CommitterMessageCodecs(ActorRefResolver refs, ActorRef<Verdict> nobody) {
    this.refs = refs;
    this.nobody = nobody;
  }

  /** Of several forms of one class the last is written, the others are read. */
  List<Codec<?>> all() {
    return List.of(
        new Codec<>("mf1", AddFiles.class, this::putFiles, in -> readFiles(in, from -> 0L)),
        new Codec<>(
            "mf2",
            AddFiles.class,
            (out, message) -> {
              putFiles(out, message);
              out.putVarint(message.committedThrough());
            },
            in -> readFiles(in, ByteReader::readVarint)),
        new Codec<>(
            "me1",
            CloseEpoch.class,
            (out, message) -> {
              out.putText(message.partition());
              out.putVarint(message.epoch());
            },
            in -> new CloseEpoch(in.readText(), in.readVarint(), nobody)),
        new Codec<>(
            "me2",
            CloseEpoch.class,
            (out, message) -> {
              out.putText(message.partition());
              out.putVarint(message.epoch());
              putRef(out, message.replyTo());
            },
            in -> new CloseEpoch(in.readText(), in.readVarint(), readRef(in))),
        new Codec<>(
            "mc1",
            FilesCommitted.class,
            (out, message) -> {
              out.putVarint(message.epoch());
              out.putVarint(message.through());
              out.putVarint(message.ledger());
              out.putLong(message.snapshotId());
            },
            in ->
                new FilesCommitted(
                    in.readVarint(), in.readVarint(), in.readVarint(), in.readLong())),
        new Codec<>(
            "mx1",
            FileRefused.class,
            (out, message) -> {
              out.putVarint(message.epoch());
              out.putText(message.flushId());
              out.putText(message.reason());
            },
            in -> new FileRefused(in.readVarint(), in.readText(), in.readText())),
        new Codec<>(
            "mo1",
            FilesConflict.class,
            (out, message) -> {
              out.putVarint(message.epoch());
              out.putText(message.flushId());
              out.putVarint(message.mark());
              out.putText(message.reason());
            },
            in ->
                new FilesConflict(in.readVarint(), in.readText(), in.readVarint(), in.readText())),
        new Codec<>(
            "mp1",
            FileCut.class,
            (out, message) -> {
              out.putVarint(message.epoch());
              out.putText(message.flushId());
              out.putVarint(message.through());
            },
            in -> new FileCut(in.readVarint(), in.readText(), in.readVarint())),
        new Codec<>(
            "mz1",
            EpochClosed.class,
            (out, message) -> out.putVarint(message.epoch()),
            in -> new EpochClosed(in.readVarint())),
        new Codec<>(
            "my1",
            EpochRefused.class,
            (out, message) -> {
              out.putVarint(message.epoch());
              out.putText(message.reason());
            },
            in -> new EpochRefused(in.readVarint(), in.readText())),
        new Codec<>(
            "cq1",
            Describe.class,
            (out, message) -> putRef(out, message.replyTo()),
            in -> new Describe(readRef(in))),
        new Codec<>(
            "cg1",
            Resume.class,
            (out, message) -> putRef(out, message.replyTo()),
            in -> new Resume(readRef(in))),
        new Codec<>(
            "cw1",
            AcceptRollback.class,
            (out, message) -> {
              out.putVarint(message.from());
              out.putVarint(message.through());
              putRef(out, message.replyTo());
            },
            in -> new AcceptRollback(in.readVarint(), in.readVarint(), readRef(in))));
  }

  private void putFiles(ByteWriter out, AddFiles message) {
    out.putText(message.partition());
    out.putVarint(message.epoch());
    putRef(out, message.replyTo());
    Wire.putList(
        out,
        message.files(),
        (to, file) -> {
          to.putText(file.flushId());
          to.putVarint(file.from());
          to.putVarint(file.to());
          Wire.putDataFile(to, file.file());
        });
  }

  private AddFiles readFiles(ByteReader in, Function<ByteReader, Long> committedThrough) {
    String partition = in.readText();
    long epoch = in.readVarint();
    ActorRef<Verdict> replyTo = readRef(in);
    List<PendingFile> files =
        Wire.readList(
            in,
            from ->
                new PendingFile(
                    from.readText(),
                    from.readVarint(),
                    from.readVarint(),
                    Wire.readDataFile(from)));
    return new AddFiles(partition, epoch, committedThrough.apply(in), files, replyTo);
  }

  private void putRef(ByteWriter out, ActorRef<?> ref) {
    out.putText(refs.toSerializationFormat(ref));
  }

  private <T> ActorRef<T> readRef(ByteReader in) {
    return refs.resolveActorRef(in.readText());
  }
}
