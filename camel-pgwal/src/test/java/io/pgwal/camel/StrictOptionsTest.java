package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pgwal.replication.ReplicationFailure;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.ExchangePattern;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.support.PropertyBindingSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options are taken as they stand or refused by name, on the endpoint and on the component. */
class StrictOptionsTest {

    private final CamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() throws Exception {
        context.stop();
    }

    @Test
    void text_that_does_not_parse_is_refused_for_every_typed_option() {
        Map<String, Class<?>> typed = typedOptions();
        assertThat(typed).hasSizeGreaterThan(25).containsKeys("port", "concurrentConsumers", "binary", "batchInterval");
        typed.forEach((option, type) -> {
            for (String text : wrong(option, type)) {
                assertThatThrownBy(() -> context.getEndpoint("pgwal:s?publication=p&" + option + "=" + text))
                        .as(option + "=" + text)
                        .hasStackTraceContaining("[BAD_SETTING] The option " + option + " is ");
                assertThatThrownBy(() -> setOnComponent(option, text))
                        .as("component " + option + "=" + text)
                        .hasStackTraceContaining("[BAD_SETTING] The option " + option + " is ");
            }
        });
    }

    private static List<String> wrong(String option, Class<?> type) {
        if (type == long.class && option.matches(".*(Interval|Delay|Timeout)")) {
            return List.of("10x", "1,5s", "s", "10s5");
        }
        return type == boolean.class || type.isEnum()
                ? List.of("yes", "1", "tru")
                : List.of("8x", "x", "1.5", "0x10", "10s", "99999999999999999999");
    }

    @Test
    void a_whole_number_that_an_int_cannot_hold_is_refused() {
        assertThatThrownBy(() -> context.getEndpoint("pgwal:s?publication=p&maxInFlight=99999999999"))
                .hasStackTraceContaining("[BAD_SETTING] The option maxInFlight is 99999999999, which is out of range");
    }

    @Test
    void properties_of_the_application_are_read_as_strictly() {
        Main main = new Main();
        main.addInitialProperty("camel.component.pgwal.port", "5433x");
        Throwable failure = catchThrowable(main::start);
        main.stop();
        assertThat(failure).hasStackTraceContaining("[BAD_SETTING] The option port is '5433x'");
    }

    @Test
    void durations_are_read_as_Camel_writes_them() {
        PgWalConfiguration options =
                options("statusInterval=1m30s&batchInterval=500&reconnectDelay=500ms&maxReconnectDelay=PT2S&port=5433");
        assertThat(options.getStatusInterval()).isEqualTo(90_000);
        assertThat(options.getBatchInterval()).isEqualTo(500);
        assertThat(options.getReconnectDelay()).isEqualTo(500);
        assertThat(options.getMaxReconnectDelay()).isEqualTo(2_000);
        assertThat(options.getPort()).isEqualTo(5433);
    }

    @Test
    void enums_are_read_as_Camel_reads_them() {
        for (String text : List.of("InOnly", "inOnly", "INONLY", "inonly")) {
            PgWalEndpoint endpoint =
                    context.getEndpoint("pgwal:s?publication=p&exchangePattern=" + text, PgWalEndpoint.class);
            assertThat(endpoint.getExchangePattern()).as(text).isEqualTo(ExchangePattern.InOnly);
        }
    }

    @Test
    void words_in_another_case_are_refused_with_the_right_ones() {
        refused(Map.of(
                "streaming=ON", "streaming is 'ON'; it can be off, on, parallel",
                "origin=None", "origin is 'None'; it can be any, none",
                "exchangePer=Batch", "exchangePer is 'Batch'; it can be change, transaction, batch",
                "ordering=KEY", "ordering is 'KEY'; it can be key, table, transaction, none",
                "onFailure=Skip", "onFailure is 'Skip'; it can be retry, skip, stop",
                "sslMode=Verify-Full", "sslMode is 'Verify-Full'; it can be disable"));
    }

    @Test
    void a_value_out_of_range_is_refused_with_the_range() {
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("port=0", "port must be from 1 to 65535, is 0");
        bad.put("port=70000", "port must be from 1 to 65535, is 70000");
        bad.put("concurrentConsumers=100000", "concurrentConsumers must be from 1 to 1000, is 100000");
        bad.put("concurrentConsumers=0", "concurrentConsumers must be from 1 to 1000, is 0");
        bad.put("maxInFlight=0", "maxInFlight must be from 1 to 1000000, is 0");
        bad.put("maxInFlight=2000000000", "maxInFlight must be from 1 to 1000000");
        bad.put("maxInFlightBytes=-5", "maxInFlightBytes must be from 1 to ");
        bad.put("maxTransactionMemory=0", "maxTransactionMemory must be from 1 to ");
        bad.put("batchSize=-1", "batchSize must be from 1 to 1000000, is -1");
        bad.put("maxReconnectAttempts=-2", "maxReconnectAttempts must be from -1 to ");
        bad.put("heartbeatInterval=-1", "heartbeatInterval must be from 0 to ");
        for (String duration : List.of(
                "connectTimeout",
                "batchInterval",
                "redeliveryDelay",
                "maxRedeliveryDelay",
                "reconnectDelay",
                "maxReconnectDelay",
                "statusInterval")) {
            bad.put(duration + "=0", duration + " must be from 1 ms to 1 day, is 0 ms");
            bad.put(duration + "=9223372036854775", duration + " must be from 1 ms to 1 day");
        }
        refused(bad);
    }

    @Test
    void options_that_contradict_each_other_are_refused() {
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("tables=public.t", "tables has no effect without createPublication=true");
        bad.put("createPublication=true&tables=*,public.t", "tables has * beside other tables");
        bad.put("alterPublication=true", "alterPublication needs createPublication=true");
        bad.put("temporarySlot=true&createSlot=false", "temporarySlot needs createSlot=true");
        bad.put("dropSlotOnStop=true&createSlot=false", "dropSlotOnStop needs createSlot=true");
        bad.put("url=jdbc:postgresql://h/d&host=x", "url is a whole address");
        bad.put("url=jdbc:postgresql://h/d&port=1", "url is a whole address");
        bad.put("url=jdbc:postgresql://h/d&database=x", "url is a whole address");
        bad.put("url=RAW(jdbc:postgresql://h/d?user=a)&username=b", "username contradicts the url");
        bad.put("url=RAW(jdbc:postgresql://h/d?sslmode=disable)&sslMode=require", "sslMode contradicts the url");
        refused(bad);
    }

    @Test
    void parameters_that_the_driver_would_ignore_are_refused() {
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("driver.sslmod=require", "driver.sslmod is no connection parameter of pgjdbc");
        bad.put("driver.tcpKeepAlive=yes", "driver.tcpKeepAlive is 'yes'; it can be true, false");
        bad.put("driver.targetServerType=leader", "driver.targetServerType is 'leader'; it can be any, primary");
        bad.put("driver.prepareThreshold=1x", "driver.prepareThreshold is '1x', which is no whole number");
        bad.put("url=RAW(jdbc:postgresql://h/d?sslmod=require)", "driver.sslmod is no connection parameter of pgjdbc");
        refused(bad);
        assertThat(options("driver.socketFactory=a.B&driver.anything=1")
                        .toConnection()
                        .location())
                .isEqualTo("postgresql://localhost:5432/" + System.getProperty("user.name"));
    }

    @Test
    void files_for_TLS_have_to_be_there(@TempDir Path folder) {
        Map<String, String> bad = new LinkedHashMap<>();
        for (String option : List.of("sslRootCert", "sslCert", "sslKey")) {
            bad.put(option + "=/nope.crt", option + " names no readable file: /nope.crt");
            bad.put(option + "=" + folder, option + " names no readable file");
        }
        refused(bad);
    }

    @Test
    void the_folder_for_large_transactions_has_to_be_one_or_become_one(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        refused(Map.of(
                "spillDirectory=" + file, "spillDirectory is no folder that can be written into",
                "spillDirectory=" + file.resolve("below"), "spillDirectory is no folder that can be written into"));
        Path missing = folder.resolve("a/b");
        assertThat(options("publication=p&spillDirectory=" + missing)
                        .toSettings()
                        .spill()
                        .directory())
                .isEqualTo(missing);
    }

    @Test
    void an_address_on_the_endpoint_is_not_overridden_by_the_component() {
        PgWalComponent component = context.getComponent("pgwal", PgWalComponent.class);
        component.getConfiguration().setUrl("jdbc:postgresql://of-component:1/a");
        assertThatThrownBy(() -> options("host=of-endpoint&database=b").toConnection())
                .hasMessageStartingWith("[BAD_SETTING] url is a whole address");
        assertThat(options("url=jdbc:postgresql://of-endpoint:2/b")
                        .toConnection()
                        .location())
                .isEqualTo("postgresql://of-endpoint:2/b");
        component.getConfiguration().setUrl(null);
        component.getConfiguration().setHost("of-component");
        component.getConfiguration().setDatabase("a");
        assertThat(options("url=jdbc:postgresql://of-endpoint:2/b")
                        .toConnection()
                        .location())
                .isEqualTo("postgresql://of-endpoint:2/b");
    }

    @Test
    void an_unknown_option_is_refused_by_name_alone() {
        assertThatThrownBy(() -> context.getEndpoint("pgwal:s?publication=p&pasword=s3cret&hots=h"))
                .cause()
                .hasMessage("[BAD_SETTING] The option hots, pasword does not exist. Change the option hots, pasword");
    }

    @Test
    void a_refused_poll_shows_no_secret() {
        for (String secret : List.of(
                "password=s3cret",
                "sslPassword=s3cret",
                "driver.password=s3cret",
                "url=RAW(jdbc:postgresql://h/d?user=u&password=s3cret&sslmode=disable)",
                "url=jdbc:postgresql://h/d?password=s3cret")) {
            assertThatThrownBy(() -> context.getEndpoint("pgwal:s?publication=p&" + secret)
                            .createPollingConsumer())
                    .hasMessageContaining("cannot be polled")
                    .hasMessageNotContaining("s3cret");
        }
    }

    private void refused(Map<String, String> bad) {
        bad.forEach((given, text) -> assertThatThrownBy(
                        () -> options("publication=p&" + given).toSettings())
                .as(given)
                .isInstanceOfSatisfying(ReplicationFailure.class, failure -> assertThat(failure.kind())
                        .isEqualTo(ReplicationFailure.Kind.BAD_SETTING))
                .hasMessageContaining(text));
    }

    /** Name → type, of those that are not plain text. */
    private Map<String, Class<?>> typedOptions() {
        PropertyConfigurerGetter types =
                (PropertyConfigurerGetter) context.getComponent("pgwal").getEndpointPropertyConfigurer();
        Map<String, Class<?>> typed = new LinkedHashMap<>();
        Arrays.stream(PgWalConfiguration.class.getDeclaredFields())
                .map(Field::getName)
                .forEach(name -> {
                    Class<?> type = types.getOptionType(name, false);
                    if (type != null && (type.isPrimitive() || type.isEnum()) || type == Integer.class) {
                        typed.put(name, type);
                    }
                });
        return typed;
    }

    private void setOnComponent(String option, String text) {
        PgWalComponent component = context.getComponent("pgwal", PgWalComponent.class);
        PropertyBindingSupport.build()
                .withConfigurer(component.getComponentPropertyConfigurer())
                .bind(context, component, option, text);
    }

    private PgWalConfiguration options(String options) {
        return context.getEndpoint("pgwal:s?" + options, PgWalEndpoint.class).getConfiguration();
    }
}
