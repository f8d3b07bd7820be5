package io.pgwal.benchmarks.jmh;

import io.pgwal.protocol.PgOutputDecoder;
import io.pgwal.protocol.PgOutputMessage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Messages of pgoutput as the server writes them, for what is measured without a server. */
public final class Messages {

    /** Where a message begins in the CopyData that it comes in. */
    public static final int OFFSET = 25;

    /** Writes one message's bytes. */
    private interface Body {
        void write(DataOutputStream out) throws IOException;
    }

    private Messages() {}

    public static byte[] begin(long commitLsn, int xid) {
        return message('B', out -> {
            out.writeLong(commitLsn);
            out.writeLong(0);
            out.writeInt(xid);
        });
    }

    public static byte[] commit(long commitLsn) {
        return message('C', out -> {
            out.writeByte(0);
            out.writeLong(commitLsn);
            out.writeLong(commitLsn + 48);
            out.writeLong(0);
        });
    }

    /** @param identity 'd', the first column being the key, or 'f' */
    public static byte[] relation(int oid, char identity, List<SampleColumn> columns) {
        return message('R', out -> {
            out.writeInt(oid);
            text(out, "public");
            text(out, "table_" + oid);
            out.writeByte(identity);
            out.writeShort(columns.size());
            for (int i = 0; i < columns.size(); i++) {
                out.writeByte(identity == 'f' || i == 0 ? 1 : 0);
                text(out, columns.get(i).name());
                out.writeInt((int) columns.get(i).oid());
                out.writeInt(-1);
            }
        });
    }

    public static byte[] insert(int oid, List<SampleColumn> columns, boolean binary) {
        return message('I', out -> {
            out.writeInt(oid);
            row(out, 'N', columns, binary);
        });
    }

    /** With the old row, as under REPLICA IDENTITY FULL. */
    public static byte[] update(int oid, List<SampleColumn> columns, boolean binary) {
        return message('U', out -> {
            out.writeInt(oid);
            row(out, 'O', columns, binary);
            row(out, 'N', columns, binary);
        });
    }

    /** What such a Relation says. */
    public static PgOutputMessage.Relation decodedRelation(int oid, List<SampleColumn> columns) {
        return (PgOutputMessage.Relation) new PgOutputDecoder().decode(relation(oid, 'd', columns), OFFSET);
    }

    private static void row(DataOutputStream out, char mark, List<SampleColumn> columns, boolean binary)
            throws IOException {
        out.writeByte(mark);
        out.writeShort(columns.size());
        for (SampleColumn column : columns) {
            byte[] value = binary ? column.binary() : column.text();
            out.writeByte(binary ? 'b' : 't');
            out.writeInt(value.length);
            out.write(value);
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.writeByte(0);
    }

    private static byte[] message(char tag, Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte('w');
            out.write(new byte[OFFSET - 1]);
            out.writeByte(tag);
            body.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
