package io.pgwal.camel;

import io.pgwal.replication.ConnectionSettings;
import io.pgwal.replication.SessionSettings;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.apache.camel.spi.UriPath;

/** The options as Camel sets them. Checked when a consumer starts ({@link #toSettings}), and not looked at after that. */
@UriParams
public class PgWalConfiguration implements Cloneable {

    @UriPath(description = "The replication slot: lower-case letters, digits and underscores.")
    @Metadata(required = true)
    private String slot;

    @UriParam(
            label = "consumer",
            description =
                    "The publication to read; several are separated by commas. Names are as the catalog has them, case and all.")
    private String publication;

    @UriParam(
            label = "common",
            description =
                    "The server; several are separated by commas and tried in order. If not set: PGHOST of the environment, then localhost.")
    private String host;

    @UriParam(
            label = "common",
            description =
                    "The port of the server, or of all of them. 1 to 65535. If not set: PGPORT of the environment (one, or one for each host), then 5432.")
    private Integer port;

    @UriParam(
            label = "common",
            description = "The database. If not set: PGDATABASE of the environment, then the username.")
    private String database;

    @UriParam(
            label = "common,security",
            secret = true,
            description =
                    "The role to connect as; it needs the attribute REPLICATION. If not set: PGUSER of the environment, then the operating system's user.")
    private String username;

    @UriParam(
            label = "common,security",
            secret = true,
            description =
                    "The role's password. If not set: PGPASSWORD of the environment, then the file .pgpass in the home folder, or PGPASSFILE.")
    private String password;

    @UriParam(
            label = "common,security",
            secret = true,
            description =
                    "A whole JDBC URL, such as jdbc:postgresql://host1,host2/database, in place of host, port and database, which are refused beside it; an endpoint's url takes the place of the component's host, port and database. Parameters in it must not contradict options. Such a URL may hold a password.")
    private String url;

    @UriParam(
            label = "common,security",
            enums = "disable,allow,prefer,require,verify-ca,verify-full",
            description =
                    "Whether to use TLS, and what to check, as libpq's sslmode. If not given: PGSSLMODE of the environment, then prefer.")
    private String sslMode;

    @UriParam(
            label = "common,security",
            description =
                    "File with the certificate authorities to trust. If not set: PGSSLROOTCERT of the environment, then .postgresql/root.crt at home.")
    @Metadata(supportFileReference = true)
    private String sslRootCert;

    @UriParam(
            label = "common,security",
            description =
                    "File with the client's certificate. If not set: PGSSLCERT of the environment, then .postgresql/postgresql.crt at home.")
    @Metadata(supportFileReference = true)
    private String sslCert;

    @UriParam(
            label = "common,security",
            description =
                    "File with the client's key, in PKCS-8 DER or PKCS-12 format. If not set: PGSSLKEY of the environment, then .postgresql/postgresql.pk8 at home.")
    @Metadata(supportFileReference = true)
    private String sslKey;

    @UriParam(label = "common,security", secret = true, description = "Password of the client's key.")
    private String sslPassword;

    @UriParam(
            label = "common",
            defaultValue = "10000",
            javaType = "java.time.Duration",
            description = "How long to wait for a connection. 1 ms to 1 day, in whole seconds.")
    private long connectTimeout = 10000;

    @UriParam(
            label = "common,advanced",
            prefix = "driver.",
            multiValue = true,
            description =
                    "Any other connection parameter of pgjdbc, such as driver.ApplicationName. One that pgjdbc does not know is refused.")
    private Map<String, Object> driver = new HashMap<>();

    @UriParam(
            label = "consumer",
            defaultValue = "false",
            description =
                    "If true, create the publication when it is missing. Needs the option tables and the right to create publications. An existing publication is changed only with alterPublication=true.")
    private boolean createPublication = false;

    @UriParam(
            label = "consumer",
            defaultValue = "false",
            description =
                    "If true, add and drop tables of an existing publication at each start, so that it publishes what the option tables says. Needs createPublication=true and the ownership of the publication and its tables. If false, a difference is logged as a warning with the SQL.")
    private boolean alterPublication = false;

    @UriParam(
            label = "consumer",
            description =
                    "With createPublication=true: what a created publication publishes. Tables such as public.orders, separated by commas (without a schema: of public), or an asterisk for all tables (needs a superuser).")
    private String tables;

    @UriParam(
            label = "consumer",
            defaultValue = "true",
            description =
                    "Create the slot when it is missing at the start of the route. Its changes are those that commit from then on.")
    private boolean createSlot = true;

    @UriParam(
            label = "consumer",
            defaultValue = "false",
            description =
                    "Use a slot that lives as long as the connection. What happens while there is no connection is lost. Needs createSlot=true.")
    private boolean temporarySlot = false;

    @UriParam(
            label = "consumer",
            defaultValue = "true",
            description =
                    "Create the slot so that the server copies it to its standbys. Takes effect on PostgreSQL 17 and later for permanent slots.")
    private boolean failoverSlot = true;

    @UriParam(
            label = "consumer",
            defaultValue = "false",
            description =
                    "Drop the slot when the route is stopped, and with it all that was not acknowledged. Needs createSlot=true.")
    private boolean dropSlotOnStop = false;

    @UriParam(
            label = "consumer,advanced",
            defaultValue = "false",
            description =
                    "If true, several instances take turns to read the slot: after a disconnect, a slot that is ahead of this instance's confirmed position is taken for another instance's progress and read from there, with a warning. If false, the route stops with SLOT_RECREATED, because changes may be missing.")
    private boolean sharedSlot = false;

    @UriParam(
            label = "consumer",
            defaultValue = "off",
            enums = "off,on,parallel",
            description =
                    "Have large transactions sent while they are in progress: they are kept here until they commit, in memory and then in files. With off the server keeps them; so it does with messages or traceContext, because a streamed message does not tell whether it was rolled back to a savepoint. parallel needs PostgreSQL 16.")
    private String streaming = "off";

    @UriParam(
            label = "consumer,advanced",
            defaultValue = "67108864",
            description =
                    "With streaming: how many bytes transactions in progress may take in memory; beyond that they go to files in spillDirectory. 1 byte to 1 TiB.")
    private long maxTransactionMemory = 67108864;

    @UriParam(
            label = "consumer,advanced",
            description =
                    "With streaming: folder for transactions in progress that do not fit into memory. The files hold row data and are removed when they are done with. It is created when it is missing, and has to be writable. If not set: the folder for temporary files.")
    private String spillDirectory;

    @UriParam(
            label = "consumer",
            defaultValue = "false",
            description =
                    "Deliver prepared transactions when they are prepared, not when they are committed, with PREPARE, COMMIT_PREPARED and ROLLBACK_PREPARED as exchanges of their own. PostgreSQL 15 and later; the slot remembers it for good.")
    private boolean twoPhase = false;

    @UriParam(
            label = "consumer",
            defaultValue = "false",
            description = "Have values sent in the binary format. Types of extensions may not be readable in it.")
    private boolean binary = false;

    @UriParam(
            label = "consumer",
            defaultValue = "false",
            description =
                    "Deliver logical messages (pg_logical_emit_message) too. Any role of the database may write them.")
    private boolean messages = false;

    @UriParam(label = "consumer", description = "Deliver logical messages of these prefixes only, separated by commas.")
    private String messagePrefixes;

    @UriParam(
            label = "consumer",
            defaultValue = "false",
            description =
                    "Read the trace context that a transaction carries in transactional logical messages of the prefixes traceparent and tracestate, and set it as headers of its exchanges that follow, so that they belong to their writer's trace. These messages are not delivered, unless messages=true and messagePrefixes names them.")
    private boolean traceContext = false;

    @UriParam(
            label = "consumer",
            defaultValue = "any",
            enums = "any,none",
            description =
                    "With none, leave out what came to this server by replication from elsewhere. PostgreSQL 16 and later.")
    private String origin = "any";

    @UriParam(
            label = "consumer",
            defaultValue = "insert,update,delete,truncate,message,read",
            description =
                    "What becomes an exchange, separated by commas: insert, update, delete, truncate, message, read, begin, commit, relation, prepare, commit_prepared, rollback_prepared. What is left out is acknowledged without an exchange.")
    private String kinds = "insert,update,delete,truncate,message,read";

    @UriParam(
            label = "consumer",
            defaultValue = "change",
            enums = "change,transaction,batch",
            description =
                    "What one exchange holds: a change, its body a Map; or a transaction, or a batch of changes as they come, its body a List of Change.")
    private String exchangePer = "change";

    @UriParam(
            label = "consumer",
            defaultValue = "1000",
            description =
                    "With exchangePer=transaction: a transaction of more changes comes in several exchanges of at most this many. With exchangePer=batch: how many changes an exchange holds at most. 1 to 1,000,000.")
    private int batchSize = 1000;

    @UriParam(
            label = "consumer",
            defaultValue = "100",
            javaType = "java.time.Duration",
            description = "With exchangePer=batch: how long a batch waits to become full. 1 ms to 1 day.")
    private long batchInterval = 100;

    @UriParam(
            label = "consumer",
            defaultValue = "1",
            description =
                    "How many exchanges may be in the route at a time, each by a thread of its own. 1 to 1,000. What stays in order is said by the option ordering.")
    private int concurrentConsumers = 1;

    @UriParam(
            label = "consumer",
            defaultValue = "key",
            enums = "key,table,transaction,none",
            description =
                    "With concurrentConsumers above 1, which changes are processed one after another: those of the same key (a changed key counts as both, a TRUNCATE waits for all before it and holds all after it), of the same table, of the same transaction, or none.")
    private String ordering = "key";

    @UriParam(
            label = "consumer",
            defaultValue = "1000",
            description =
                    "How many changes may be in flight in the route. 1 to 1,000,000. Some 2,000 more, or 2 MiB, may have been"
                            + " read ahead; then reading pauses.")
    private int maxInFlight = 1000;

    @UriParam(
            label = "consumer,advanced",
            defaultValue = "67108864",
            description =
                    "How many bytes such changes may take. 1 byte to 1 TiB. One change is always let through, however large.")
    private long maxInFlightBytes = 67108864;

    @UriParam(
            label = "consumer,advanced",
            defaultValue = "false",
            description =
                    "Completion of an exchange is not enough to acknowledge its changes: the route, or whoever it gives the object in the header CamelPgWalAck, says when they are done with. Until then they hold the slot's position and count for maxInFlight. An exchange that fails without having been acknowledged is treated as onFailure says.")
    private boolean manualAck = false;

    @UriParam(
            label = "consumer",
            defaultValue = "retry",
            enums = "retry,skip,stop",
            description =
                    "What to do when an exchange fails and the route's error handler has given up: try the same event again with growing delay, skip it with a warning and acknowledge it, or stop the route with the position held.")
    private String onFailure = "retry";

    @UriParam(
            label = "consumer",
            defaultValue = "1000",
            javaType = "java.time.Duration",
            description =
                    "With onFailure=retry: how long to wait before the first try again; doubled each time. 1 ms to 1 day.")
    private long redeliveryDelay = 1000;

    @UriParam(
            label = "consumer",
            defaultValue = "60000",
            javaType = "java.time.Duration",
            description = "With onFailure=retry: the longest wait. 1 ms to 1 day.")
    private long maxRedeliveryDelay = 60000;

    @UriParam(
            label = "consumer",
            defaultValue = "1000",
            javaType = "java.time.Duration",
            description =
                    "How long to wait before connecting again; doubled each time. 1 ms to 1 day. Also how often a standby looks whether the slot is free.")
    private long reconnectDelay = 1000;

    @UriParam(
            label = "consumer",
            defaultValue = "30000",
            javaType = "java.time.Duration",
            description = "The longest wait before connecting again. 1 ms to 1 day.")
    private long maxReconnectDelay = 30000;

    @UriParam(
            label = "consumer",
            defaultValue = "-1",
            description =
                    "After so many failed attempts in a row the route stops. 0 to 2,147,483,647; -1 tries without end.")
    private int maxReconnectAttempts = -1;

    @UriParam(
            label = "consumer,advanced",
            defaultValue = "10000",
            javaType = "java.time.Duration",
            description =
                    "The server hears from us at least this often, more often if its wal_sender_timeout asks for it. 1 ms to 1 day.")
    private long statusInterval = 10000;

    @UriParam(
            label = "consumer,advanced",
            defaultValue = "0",
            javaType = "java.time.Duration",
            description =
                    "How often to write a logical message of the prefix pgwal-heartbeat to the database. 1 ms to 1 day; 0 for never. Not needed to keep an idle slot moving. Not a change for the route, unless messages=true and messagePrefixes names it.")
    private long heartbeatInterval = 0;

    @UriParam(
            label = "consumer,advanced",
            defaultValue = "300000",
            javaType = "java.time.Duration",
            description =
                    "Readiness is DOWN while one exchange has been failing, in the route, or handed over and not completed for longer than this. 0 for never.")
    private long readinessTimeout = 300000;

    @UriParam(
            label = "consumer",
            defaultValue = "false",
            description =
                    "Look at the server, the role, the publication and the slot before the consumer starts, as the doctor does: what cannot work stops the start with a list and the remedies, what may go wrong is logged. Changes nothing on the server. A server that cannot be reached is not looked at, but waited for as always.")
    private boolean preflight = false;

    @UriParam(
            label = "producer",
            description =
                    "What a producer does: emitMessage writes the body as a logical message, status answers with a Map of how the slot is, pause and resume are about the running consumer of the slot in this CamelContext, advance moves the slot past an event, dropSlot drops it.")
    private PgWalOperation operation;

    @UriParam(
            label = "producer",
            defaultValue = "true",
            description =
                    "Of emitMessage: whether the message belongs to the transaction that writes it, and is gone if that is rolled back. If not, it is sent at once.")
    private boolean transactional = true;

    @UriParam(
            label = "producer",
            description = "Of emitMessage: the message's prefix, by which consumers tell messages apart.")
    private String prefix;

    @UriParam(
            label = "producer",
            description =
                    "Of emitMessage: where to get the connection from, so that the message belongs to the caller's own JDBC transaction. If not given: a connection of its own for each message, by the options of this endpoint.")
    private DataSource dataSource;

    @UriParam(
            label = "producer",
            defaultValue = "false",
            description = "Of advance: move the slot even though it skips changes that nobody has acknowledged.")
    private boolean force = false;

    /** A copy that shares nothing with this one but the data source. */
    public PgWalConfiguration copy() {
        try {
            PgWalConfiguration copy = (PgWalConfiguration) clone();
            copy.driver = new HashMap<>(driver);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    /** @throws io.pgwal.replication.ReplicationFailure BAD_SETTING naming the option */
    ConnectionSettings toConnection() {
        return SettingsFromOptions.connection(this);
    }

    /** @throws io.pgwal.replication.ReplicationFailure BAD_SETTING naming the option */
    SessionSettings toSettings() {
        return SettingsFromOptions.session(this);
    }

    /** Those options whose place a url takes. */
    void forgetAddress() {
        host = null;
        port = null;
        database = null;
    }

    void addDriver(Map<String, Object> more) {
        driver.putAll(more);
    }

    public String getSlot() {
        return slot;
    }

    public void setSlot(String slot) {
        this.slot = slot;
    }

    public String getPublication() {
        return publication;
    }

    public void setPublication(String publication) {
        this.publication = publication;
    }

    public String getHost() {
        return host;
    }

    public void setHost(String host) {
        this.host = host;
    }

    public Integer getPort() {
        return port;
    }

    public void setPort(Integer port) {
        this.port = port;
    }

    public String getDatabase() {
        return database;
    }

    public void setDatabase(String database) {
        this.database = database;
    }

    public String getUsername() {
        return username;
    }

    public void setUsername(String username) {
        this.username = username;
    }

    public String getPassword() {
        return password;
    }

    public void setPassword(String password) {
        this.password = password;
    }

    public String getUrl() {
        return url;
    }

    public void setUrl(String url) {
        this.url = url;
    }

    public String getSslMode() {
        return sslMode;
    }

    public void setSslMode(String sslMode) {
        this.sslMode = sslMode;
    }

    public String getSslRootCert() {
        return sslRootCert;
    }

    public void setSslRootCert(String sslRootCert) {
        this.sslRootCert = sslRootCert;
    }

    public String getSslCert() {
        return sslCert;
    }

    public void setSslCert(String sslCert) {
        this.sslCert = sslCert;
    }

    public String getSslKey() {
        return sslKey;
    }

    public void setSslKey(String sslKey) {
        this.sslKey = sslKey;
    }

    public String getSslPassword() {
        return sslPassword;
    }

    public void setSslPassword(String sslPassword) {
        this.sslPassword = sslPassword;
    }

    public long getConnectTimeout() {
        return connectTimeout;
    }

    public void setConnectTimeout(long connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public Map<String, Object> getDriver() {
        return driver;
    }

    public void setDriver(Map<String, Object> driver) {
        this.driver = driver;
    }

    public boolean isCreatePublication() {
        return createPublication;
    }

    public void setCreatePublication(boolean createPublication) {
        this.createPublication = createPublication;
    }

    public boolean isAlterPublication() {
        return alterPublication;
    }

    public void setAlterPublication(boolean alterPublication) {
        this.alterPublication = alterPublication;
    }

    public String getTables() {
        return tables;
    }

    public void setTables(String tables) {
        this.tables = tables;
    }

    public boolean isCreateSlot() {
        return createSlot;
    }

    public void setCreateSlot(boolean createSlot) {
        this.createSlot = createSlot;
    }

    public boolean isTemporarySlot() {
        return temporarySlot;
    }

    public void setTemporarySlot(boolean temporarySlot) {
        this.temporarySlot = temporarySlot;
    }

    public boolean isFailoverSlot() {
        return failoverSlot;
    }

    public void setFailoverSlot(boolean failoverSlot) {
        this.failoverSlot = failoverSlot;
    }

    public boolean isDropSlotOnStop() {
        return dropSlotOnStop;
    }

    public void setDropSlotOnStop(boolean dropSlotOnStop) {
        this.dropSlotOnStop = dropSlotOnStop;
    }

    public boolean isSharedSlot() {
        return sharedSlot;
    }

    public void setSharedSlot(boolean sharedSlot) {
        this.sharedSlot = sharedSlot;
    }

    public String getStreaming() {
        return streaming;
    }

    public void setStreaming(String streaming) {
        this.streaming = streaming;
    }

    public long getMaxTransactionMemory() {
        return maxTransactionMemory;
    }

    public void setMaxTransactionMemory(long maxTransactionMemory) {
        this.maxTransactionMemory = maxTransactionMemory;
    }

    public String getSpillDirectory() {
        return spillDirectory;
    }

    public void setSpillDirectory(String spillDirectory) {
        this.spillDirectory = spillDirectory;
    }

    public boolean isTwoPhase() {
        return twoPhase;
    }

    public void setTwoPhase(boolean twoPhase) {
        this.twoPhase = twoPhase;
    }

    public boolean isBinary() {
        return binary;
    }

    public void setBinary(boolean binary) {
        this.binary = binary;
    }

    public boolean isMessages() {
        return messages;
    }

    public void setMessages(boolean messages) {
        this.messages = messages;
    }

    public String getMessagePrefixes() {
        return messagePrefixes;
    }

    public void setMessagePrefixes(String messagePrefixes) {
        this.messagePrefixes = messagePrefixes;
    }

    public boolean isTraceContext() {
        return traceContext;
    }

    public void setTraceContext(boolean traceContext) {
        this.traceContext = traceContext;
    }

    public String getOrigin() {
        return origin;
    }

    public void setOrigin(String origin) {
        this.origin = origin;
    }

    public String getKinds() {
        return kinds;
    }

    public void setKinds(String kinds) {
        this.kinds = kinds;
    }

    public String getExchangePer() {
        return exchangePer;
    }

    public void setExchangePer(String exchangePer) {
        this.exchangePer = exchangePer;
    }

    public int getBatchSize() {
        return batchSize;
    }

    public void setBatchSize(int batchSize) {
        this.batchSize = batchSize;
    }

    public long getBatchInterval() {
        return batchInterval;
    }

    public void setBatchInterval(long batchInterval) {
        this.batchInterval = batchInterval;
    }

    public int getConcurrentConsumers() {
        return concurrentConsumers;
    }

    public void setConcurrentConsumers(int concurrentConsumers) {
        this.concurrentConsumers = concurrentConsumers;
    }

    public String getOrdering() {
        return ordering;
    }

    public void setOrdering(String ordering) {
        this.ordering = ordering;
    }

    public int getMaxInFlight() {
        return maxInFlight;
    }

    public void setMaxInFlight(int maxInFlight) {
        this.maxInFlight = maxInFlight;
    }

    public long getMaxInFlightBytes() {
        return maxInFlightBytes;
    }

    public void setMaxInFlightBytes(long maxInFlightBytes) {
        this.maxInFlightBytes = maxInFlightBytes;
    }

    public boolean isManualAck() {
        return manualAck;
    }

    public void setManualAck(boolean manualAck) {
        this.manualAck = manualAck;
    }

    public String getOnFailure() {
        return onFailure;
    }

    public void setOnFailure(String onFailure) {
        this.onFailure = onFailure;
    }

    public long getRedeliveryDelay() {
        return redeliveryDelay;
    }

    public void setRedeliveryDelay(long redeliveryDelay) {
        this.redeliveryDelay = redeliveryDelay;
    }

    public long getMaxRedeliveryDelay() {
        return maxRedeliveryDelay;
    }

    public void setMaxRedeliveryDelay(long maxRedeliveryDelay) {
        this.maxRedeliveryDelay = maxRedeliveryDelay;
    }

    public long getReconnectDelay() {
        return reconnectDelay;
    }

    public void setReconnectDelay(long reconnectDelay) {
        this.reconnectDelay = reconnectDelay;
    }

    public long getMaxReconnectDelay() {
        return maxReconnectDelay;
    }

    public void setMaxReconnectDelay(long maxReconnectDelay) {
        this.maxReconnectDelay = maxReconnectDelay;
    }

    public int getMaxReconnectAttempts() {
        return maxReconnectAttempts;
    }

    public void setMaxReconnectAttempts(int maxReconnectAttempts) {
        this.maxReconnectAttempts = maxReconnectAttempts;
    }

    public long getStatusInterval() {
        return statusInterval;
    }

    public void setStatusInterval(long statusInterval) {
        this.statusInterval = statusInterval;
    }

    public long getHeartbeatInterval() {
        return heartbeatInterval;
    }

    public void setHeartbeatInterval(long heartbeatInterval) {
        this.heartbeatInterval = heartbeatInterval;
    }

    public long getReadinessTimeout() {
        return readinessTimeout;
    }

    public void setReadinessTimeout(long readinessTimeout) {
        this.readinessTimeout = readinessTimeout;
    }

    public boolean isPreflight() {
        return preflight;
    }

    public void setPreflight(boolean preflight) {
        this.preflight = preflight;
    }

    public PgWalOperation getOperation() {
        return operation;
    }

    public void setOperation(PgWalOperation operation) {
        this.operation = operation;
    }

    public boolean isTransactional() {
        return transactional;
    }

    public void setTransactional(boolean transactional) {
        this.transactional = transactional;
    }

    public String getPrefix() {
        return prefix;
    }

    public void setPrefix(String prefix) {
        this.prefix = prefix;
    }

    public DataSource getDataSource() {
        return dataSource;
    }

    public void setDataSource(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    public boolean isForce() {
        return force;
    }

    public void setForce(boolean force) {
        this.force = force;
    }
}
