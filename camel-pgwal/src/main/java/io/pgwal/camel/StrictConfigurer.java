package io.pgwal.camel;

import io.pgwal.replication.ReplicationFailure;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExtendedPropertyConfigurerGetter;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;

/**
 * Sets options as Camel's generated configurer does, after their text was read strictly. Camel itself takes a number that
 * does not parse for none, and a duration such as {@code 10x} for what its beginning says.
 */
final class StrictConfigurer implements PropertyConfigurer, ExtendedPropertyConfigurerGetter {

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,19}");

    /** As Camel has it: milliseconds, or numbers with d, h, m, s, ms; or ISO 8601. */
    private static final Pattern DURATION =
            Pattern.compile("-?\\d{1,18}|(\\d{1,9}d)?(\\d{1,9}h)?(\\d{1,9}m(?!s))?(\\d{1,9}s)?(\\d{1,9}ms)?");

    /** The others that are a long are durations, which the configurer does not tell. */
    private static final Set<String> SIZES = Set.of("maxinflightbytes", "maxtransactionmemory");

    private final PropertyConfigurer generated;

    private StrictConfigurer(PropertyConfigurer generated) {
        this.generated = generated;
    }

    /** Null for null: before its start a component has no configurer. */
    static PropertyConfigurer of(PropertyConfigurer generated) {
        return generated == null ? null : new StrictConfigurer(generated);
    }

    /** @throws ReplicationFailure BAD_SETTING naming the option */
    @Override
    public boolean configure(CamelContext context, Object target, String name, Object value, boolean ignoreCase) {
        Class<?> type = getOptionType(name, ignoreCase);
        if (type != null && value instanceof String text && !text.startsWith("#")) {
            check(context, name, text.strip(), type);
        }
        return generated.configure(context, target, name, value, ignoreCase);
    }

    private static void check(CamelContext context, String name, String text, Class<?> type) {
        if (type == int.class || type == Integer.class) {
            whole(name, text, Integer.MIN_VALUE, Integer.MAX_VALUE);
        } else if (type == long.class) {
            if (SIZES.contains(name.toLowerCase(Locale.ROOT))) {
                whole(name, text, Long.MIN_VALUE, Long.MAX_VALUE);
            } else {
                duration(name, text);
            }
        } else if ((type == boolean.class || type == Boolean.class) && !text.matches("(?i)true|false")) {
            throw bad(name, "is '" + text + "'; it can be true, false");
        } else if (type.isEnum() && context.getTypeConverter().tryConvertTo(type, text) == null) {
            throw bad(name, "is '" + text + "'; it can be " + Arrays.toString(type.getEnumConstants()));
        }
    }

    private static void whole(String name, String text, long least, long most) {
        if (!NUMBER.matcher(text).matches()) {
            throw bad(name, "is '" + text + "', which is no whole number");
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return;
            }
        } catch (NumberFormatException e) {
            throw bad(name, "is " + text + ", which is out of range");
        }
        throw bad(name, "is " + text + ", which is out of range");
    }

    private static void duration(String name, String text) {
        if (text.isEmpty() || !DURATION.matcher(text).matches() && !isIso(text)) {
            throw bad(name, "is '" + text + "', which is no duration such as 500, 10s, 1m30s");
        }
    }

    private static boolean isIso(String text) {
        try {
            Duration.parse(text);
            return true;
        } catch (java.time.format.DateTimeParseException e) {
            return false;
        }
    }

    private static ReplicationFailure bad(String option, String problem) {
        return SettingsFromOptions.bad(option, problem);
    }

    @Override
    public Class<?> getOptionType(String name, boolean ignoreCase) {
        return generated instanceof PropertyConfigurerGetter getter ? getter.getOptionType(name, ignoreCase) : null;
    }

    @Override
    public Object getOptionValue(Object target, String name, boolean ignoreCase) {
        return generated instanceof PropertyConfigurerGetter getter
                ? getter.getOptionValue(target, name, ignoreCase)
                : null;
    }

    @Override
    public String[] getAutowiredNames() {
        return generated instanceof PropertyConfigurerGetter getter ? getter.getAutowiredNames() : new String[0];
    }

    @Override
    public Object getCollectionValueType(Object target, String name, boolean ignoreCase) {
        return generated instanceof PropertyConfigurerGetter getter
                ? getter.getCollectionValueType(target, name, ignoreCase)
                : null;
    }

    @Override
    public Map<String, Object> getAllOptions(Object target) {
        return generated instanceof ExtendedPropertyConfigurerGetter getter ? getter.getAllOptions(target) : Map.of();
    }
}
