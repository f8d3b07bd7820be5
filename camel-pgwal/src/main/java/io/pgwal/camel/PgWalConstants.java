package io.pgwal.camel;

import org.apache.camel.spi.Metadata;

/** The headers of an exchange. */
public final class PgWalConstants {

    @Metadata(
            label = "consumer",
            description =
                    "What happened: INSERT, UPDATE, DELETE, TRUNCATE, MESSAGE, READ and, when the option kinds asks"
                            + " for them, BEGIN, COMMIT, RELATION, PREPARE, COMMIT_PREPARED, ROLLBACK_PREPARED.",
            javaType = "String",
            enums = "INSERT,UPDATE,DELETE,TRUNCATE,MESSAGE,READ,BEGIN,COMMIT,RELATION,PREPARE,COMMIT_PREPARED,"
                    + "ROLLBACK_PREPARED",
            important = true)
    public static final String KIND = "CamelPgWalKind";

    @Metadata(
            label = "consumer",
            description = "Schema and table, joined by a dot, such as public.orders.",
            javaType = "String",
            important = true)
    public static final String RELATION = "CamelPgWalRelation";

    @Metadata(label = "consumer", description = "The table's schema.", javaType = "String")
    public static final String SCHEMA = "CamelPgWalSchema";

    @Metadata(label = "consumer", description = "The table's name.", javaType = "String")
    public static final String TABLE = "CamelPgWalTable";

    @Metadata(
            label = "common",
            description = "Position of this change in the WAL, such as 0/16B3748. Several changes may share it; to"
                    + " identify a change use CamelPgWalEventId. After emitMessage: where the message ends, which is its"
                    + " position for who reads it.",
            javaType = "String",
            important = true)
    public static final String LSN = "CamelPgWalLsn";

    @Metadata(
            label = "common",
            description =
                    "Identity of this change: the same at every redelivery, and in order of delivery when sorted as"
                            + " text. Made of the commit LSN and the ordinal. Absent for RELATION. For advance: the event"
                            + " to advance past.",
            javaType = "String",
            important = true)
    public static final String EVENT_ID = "CamelPgWalEventId";

    @Metadata(
            label = "consumer",
            description = "Transaction id, unsigned 32 bits. Absent for a message outside of a transaction.",
            javaType = "long")
    public static final String TRANSACTION_ID = "CamelPgWalTransactionId";

    @Metadata(label = "consumer", description = "Where the commit record starts.", javaType = "String")
    public static final String COMMIT_LSN = "CamelPgWalCommitLsn";

    @Metadata(
            label = "consumer",
            description =
                    "Where the transaction ends: what is acknowledged when all of its exchanges have completed. Of a"
                            + " transaction of more than 1024 changes or 1 MiB, only the later exchanges have it, the last"
                            + " one always.",
            javaType = "String")
    public static final String END_LSN = "CamelPgWalEndLsn";

    @Metadata(
            label = "consumer",
            description = "When the transaction committed, by the server's clock.",
            javaType = "java.time.Instant")
    public static final String COMMIT_TIME = "CamelPgWalCommitTime";

    @Metadata(
            label = "consumer",
            description = "Position in its transaction, from 0. Changes that kinds leaves out are counted too.",
            javaType = "long")
    public static final String ORDINAL = "CamelPgWalOrdinal";

    @Metadata(
            label = "consumer",
            description = "Whether this is the last exchange of its transaction.",
            javaType = "boolean")
    public static final String LAST = "CamelPgWalLast";

    @Metadata(
            label = "consumer",
            description =
                    "Key columns of the row: the replica identity's, or the primary key's under REPLICA IDENTITY FULL."
                            + " Absent when the table has no key, and under FULL when the catalogs do not prove which"
                            + " columns were the key at the time of the change.",
            javaType = "Map<String, Object>")
    public static final String KEY = "CamelPgWalKey";

    @Metadata(
            label = "consumer",
            description =
                    "The row before an update or delete, as far as PostgreSQL sent it: the key when it changed, the"
                            + " whole row under REPLICA IDENTITY FULL.",
            javaType = "Map<String, Object>")
    public static final String BEFORE = "CamelPgWalBefore";

    @Metadata(
            label = "consumer",
            description =
                    "Names of columns that are absent from the body because PostgreSQL did not send them: large values"
                            + " (TOAST) that an update left alone. Absent when there are none.",
            javaType = "List<String>")
    public static final String UNCHANGED = "CamelPgWalUnchanged";

    @Metadata(
            label = "consumer",
            description = "The replication origin that the transaction came from.",
            javaType = "String")
    public static final String ORIGIN = "CamelPgWalOrigin";

    @Metadata(
            label = "common",
            description = "Prefix of a logical message. For emitMessage: in place of the option prefix.",
            javaType = "String")
    public static final String PREFIX = "CamelPgWalPrefix";

    @Metadata(label = "consumer", description = "Identifier of a prepared transaction.", javaType = "String")
    public static final String GID = "CamelPgWalGid";

    @Metadata(label = "consumer", description = "Whether a TRUNCATE said CASCADE.", javaType = "boolean")
    public static final String CASCADE = "CamelPgWalCascade";

    @Metadata(label = "consumer", description = "Whether a TRUNCATE said RESTART IDENTITY.", javaType = "boolean")
    public static final String RESTART_IDENTITY = "CamelPgWalRestartIdentity";

    @Metadata(
            label = "consumer",
            description =
                    "All published tables of a TRUNCATE statement, such as public.orders, in the order sent, tables that"
                            + " CASCADE added included. Set on the exchange of each of them.",
            javaType = "List<String>")
    public static final String TRUNCATED = "CamelPgWalTruncated";

    @Metadata(
            label = "consumer",
            description =
                    "How often this exchange was tried before, in this run of the route. Absent at the first try.",
            javaType = "int")
    public static final String REDELIVERY = "CamelPgWalRedelivery";

    @Metadata(
            label = "producer",
            description = "What to do, in place of the option operation.",
            javaType = "io.pgwal.camel.PgWalOperation",
            enums = "emitMessage,status,pause,resume,advance,dropSlot")
    public static final String OPERATION = "CamelPgWalOperation";

    @Metadata(label = "consumer", description = "The database that the change comes from.", javaType = "String")
    public static final String DATABASE = "CamelPgWalDatabase";

    @Metadata(label = "consumer", description = "The slot that the change came through.", javaType = "String")
    public static final String SLOT = "CamelPgWalSlot";

    @Metadata(
            label = "consumer",
            description = "Read by the data type pgwal:debezium-json, when a route sets it: the logical name in"
                    + " source.name, which Debezium takes from topic.prefix. The slot's name otherwise.",
            javaType = "String")
    public static final String DEBEZIUM_NAME = "CamelPgWalDebeziumName";

    @Metadata(
            label = "consumer",
            description =
                    "With manualAck=true: the object whose method acknowledge says that PostgreSQL may forget the changes of"
                            + " this exchange, and whose method reject that they failed. It may be kept and used later.",
            javaType = "io.pgwal.camel.PgWalAck")
    public static final String ACK = "CamelPgWalAck";

    @Metadata(
            label = "consumer",
            description =
                    "With traceContext=true: the trace that the transaction belongs to, as its writer said, in the format of"
                            + " W3C Trace Context. Camel's tracing takes it as the parent of the exchange.",
            javaType = "String")
    public static final String TRACE_PARENT = "traceparent";

    @Metadata(
            label = "consumer",
            description = "With traceContext=true: the tracestate that belongs to the traceparent.",
            javaType = "String")
    public static final String TRACE_STATE = "tracestate";

    @Metadata(
            label = "consumer",
            description =
                    "Set by the data type pgwal:debezium-json: the key of the event in JSON, as Debezium writes it"
                            + " to Kafka's keys. Absent when the table has no key.",
            javaType = "String")
    public static final String DEBEZIUM_KEY = "CamelPgWalDebeziumKey";

    private PgWalConstants() {}
}
