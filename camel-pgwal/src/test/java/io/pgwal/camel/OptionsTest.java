package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwal.replication.Kind;
import io.pgwal.replication.SessionSettings;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.util.URISupport;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Options as a user writes them: what they become, and what is said of those that make no sense. */
class OptionsTest {

    private final CamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() throws Exception {
        context.stop();
    }

    @Test
    void options_become_settings() {
        SessionSettings settings = settings(
                "host=h&port=5433&database=d&username=u&password=p&publication=a,B c"
                        + "&kinds=insert,begin&origin=none&twoPhase=true&messages=true&messagePrefixes=x, y&maxInFlight=7"
                        + "&traceContext=true&statusInterval=2s&heartbeatInterval=1m&createSlot=false&driver.ApplicationName=mine");
        assertThat(settings.slot().name()).isEqualTo("slot_1");
        assertThat(settings.slot().create()).isFalse();
        assertThat(settings.slot().failover()).isTrue();
        assertThat(settings.publications().names()).containsExactly("a", "B c");
        assertThat(settings.stream().kinds())
                .as("what is prepared has an outcome, which the route is told")
                .containsExactlyInAnyOrder(
                        Kind.INSERT, Kind.BEGIN, Kind.PREPARE, Kind.COMMIT_PREPARED, Kind.ROLLBACK_PREPARED);
        assertThat(settings.stream().onlyLocal()).isTrue();
        assertThat(settings.stream().twoPhase()).isTrue();
        assertThat(settings.stream().traceContext()).isTrue();
        assertThat(settings.stream().messagePrefixes()).containsExactlyInAnyOrder("x", "y");
        assertThat(settings.pace().maxInFlight()).isEqualTo(7);
        assertThat(settings.pace().statusInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.pace().heartbeatInterval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.connection().location()).isEqualTo("postgresql://h:5433/d");
        assertThat(settings.connection()).hasToString("u@postgresql://h:5433/d");
    }

    @Test
    void options_that_are_left_out_have_the_documented_defaults() {
        SessionSettings settings = settings("publication=p");
        assertThat(settings.slot().create()).isTrue();
        assertThat(settings.slot().temporary()).isFalse();
        assertThat(settings.stream().kinds()).isEqualTo(Kind.usual());
        assertThat(settings.stream().binary()).isFalse();
        assertThat(settings.stream().traceContext()).isFalse();
        assertThat(settings.pace().maxInFlight()).isEqualTo(1000);
        assertThat(settings.pace().statusInterval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.pace().heartbeatInterval()).isZero();
        assertThat(settings.pace().maxReconnectDelay()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.pace().maxReconnectAttempts()).isEqualTo(-1);
    }

    @Test
    void the_options_of_a_producer_have_the_documented_defaults() {
        PgWalConfiguration options = options("host=h");
        assertThat(options.getOperation()).isNull();
        assertThat(options.isTransactional()).isTrue();
        assertThat(options.getPrefix()).isNull();
        assertThat(options.getDataSource()).isNull();
        assertThat(options.isForce()).isFalse();
        assertThat(options.isPreflight()).isFalse();
    }

    @Test
    void the_options_of_a_producer_are_read() {
        DataSource source = new PGSimpleDataSource();
        context.getRegistry().bind("outbox", source);
        PgWalConfiguration options = options(
                "operation=emitMessage&transactional=false&prefix=p&dataSource=#outbox" + "&force=true&preflight=true");
        assertThat(options.getOperation()).isEqualTo(PgWalOperation.emitMessage);
        assertThat(options.isTransactional()).isFalse();
        assertThat(options.getPrefix()).isEqualTo("p");
        assertThat(options.getDataSource()).isSameAs(source);
        assertThat(options.isForce()).isTrue();
        assertThat(options.isPreflight()).isTrue();
        assertThatThrownBy(() -> options("operation=erase"))
                .isInstanceOf(ResolveEndpointFailedException.class)
                .hasStackTraceContaining("erase");
    }

    /** A message that joins a transaction which nobody thought of would be a surprise. */
    @Test
    void a_data_source_is_taken_only_when_it_is_named() throws Exception {
        context.getRegistry().bind("some", new PGSimpleDataSource());
        context.start();
        assertThat(options("operation=emitMessage").getDataSource()).isNull();
    }

    @Test
    void a_producer_needs_no_publication_and_a_consumer_does() throws Exception {
        PgWalEndpoint endpoint = context.getEndpoint("pgwal:slot_1?operation=status", PgWalEndpoint.class);
        assertThat(endpoint.createProducer()).isNotNull();
        assertThatThrownBy(() -> endpoint.getConfiguration().toSettings())
                .hasMessageContaining("publication is missing");
    }

    @Test
    void an_option_that_makes_no_sense_is_named_with_what_it_can_be() {
        Map<String, String> bad = Map.of(
                "publication=p&kinds=insert,upsert",
                        "The option kinds has no kind 'upsert'; there are [INSERT, UPDATE,",
                "publication=p&onFailure=ignore", "The option onFailure is 'ignore'; it can be retry, skip, stop",
                "publication=p&exchangePer=row", "The option exchangePer is 'row'; it can be change, transaction",
                "publication=p&origin=here", "The option origin is 'here'; it can be any, none",
                "publication=p&sslMode=on", "The option sslMode is 'on'; it can be disable,",
                "publication=p&batchSize=0", "The option batchSize must be from 1 to 1000000, is 0",
                "publication=p&heartbeatInterval=-1", "The option heartbeatInterval must be from 0 to",
                "publication=p&messagePrefixes=x", "The option messagePrefixes has no effect without messages=true",
                "publication=p&createPublication=true", "tables is missing",
                "host=h", "publication is missing");
        bad.forEach((options, text) -> assertThatThrownBy(() -> settings(options))
                .as(options)
                .hasMessageStartingWith("[BAD_SETTING] " + text));
    }

    @Test
    void an_option_that_does_not_exist_is_refused_by_Camel() {
        assertThatThrownBy(() -> context.getEndpoint("pgwal:s?publication=p&publicaton=q"))
                .isInstanceOf(ResolveEndpointFailedException.class)
                .hasMessageContaining("publicaton");
    }

    @Test
    void secrets_are_masked_where_Camel_prints_a_URI() {
        assertThat(URISupport.sanitizeUri("pgwal:s?password=s3cret&sslPassword=s3cret"))
                .doesNotContain("s3cret");
        assertThat(URISupport.sanitizeUri("pgwal:s?url=RAW(jdbc:postgresql://h/d?user=u&password=s3cret)&host=h"))
                .doesNotContain("s3cret");
        assertThat(context.getEndpoint("pgwal:s?password=RAW(s3&c%ret+)&publication=p"))
                .asString()
                .doesNotContain("s3&c%ret");
    }

    @Test
    void a_password_in_RAW_is_taken_as_it_stands() {
        PgWalEndpoint endpoint =
                context.getEndpoint("pgwal:s?password=RAW(s3&c%41+)&publication=p", PgWalEndpoint.class);
        assertThat(endpoint.getConfiguration().getPassword()).isEqualTo("s3&c%41+");
    }

    @Test
    void an_endpoint_cannot_be_polled_which_would_acknowledge_before_anything_is_done() {
        assertThatThrownBy(() -> context.getEndpoint("pgwal:s?publication=p").createPollingConsumer())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("cannot be polled")
                .hasMessageContaining("from(\"pgwal://s");
    }

    @Test
    void an_endpoint_says_where_it_leads_without_anything_secret() {
        PgWalEndpoint endpoint = context.getEndpoint(
                "pgwal:s?publication=p&host=h&database=d&username=u&password=s3cret", PgWalEndpoint.class);
        assertThat(endpoint.getServiceUrl()).isEqualTo("postgresql://h:5432/d");
        assertThat(endpoint.getServiceProtocol()).isEqualTo("postgresql");
        assertThat(endpoint.getServiceMetadata())
                .containsExactlyInAnyOrderEntriesOf(Map.of("slot", "s", "publication", "p", "database", "d"));
    }

    @Test
    void every_header_and_option_is_in_the_catalog_with_a_description() throws Exception {
        JsonObject catalog = catalog();
        JsonObject headers = catalog.getMap("headers") instanceof JsonObject found ? found : new JsonObject();
        for (Field constant : PgWalConstants.class.getFields()) {
            if (Modifier.isStatic(constant.getModifiers())) {
                assertThat(headers).containsKey((String) constant.get(null));
            }
        }
        JsonObject options = (JsonObject) catalog.get("properties");
        for (Field option : PgWalConfiguration.class.getDeclaredFields()) {
            assertThat(options).containsKey(option.getName());
        }
        options.forEach((name, option) -> assertThat(((JsonObject) option).getString("description"))
                .as(name)
                .hasSizeGreaterThan(10));
        assertThat(((JsonObject) options.get("password")).getBoolean("secret")).isTrue();
        assertThat(((JsonObject) options.get("statusInterval")).getString("type"))
                .isEqualTo("duration");
        assertThat((JsonObject) catalog.get("componentProperties")).containsKeys("host", "password", "publication");
        assertThat(((JsonObject) options.get("operation")).get("enum"))
                .hasToString("[emitMessage, status, pause, resume, advance, dropSlot]");
        assertThat(((JsonObject) options.get("dataSource")).getBoolean("autowired"))
                .isFalse();
        JsonObject component = (JsonObject) catalog.get("component");
        assertThat(component.getBoolean("consumerOnly") || component.getBoolean("producerOnly"))
                .isFalse();
    }

    private static JsonObject catalog() throws Exception {
        try (InputStream json = OptionsTest.class.getResourceAsStream("/META-INF/io/pgwal/camel/pgwal.json")) {
            return (JsonObject) Jsoner.deserialize(new String(json.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private SessionSettings settings(String options) {
        return options(options).toSettings();
    }

    private PgWalConfiguration options(String options) {
        return context.getEndpoint("pgwal:slot_1?" + options, PgWalEndpoint.class)
                .getConfiguration();
    }
}
