package io.pgwal.camel.transform;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A JSON document as text, or as a tree. */
final class Json {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            // a numeric has up to 147,455 digits, a text a gigabyte
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final JsonMapper EXACT = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Json() {}

    /** Writes one value to a generator. */
    interface Document {
        void write(JsonGenerator out) throws IOException;
    }

    static String text(Document document) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            document.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // into memory
        }
        return text.toString();
    }

    /** A document token by token. */
    static JsonParser parser(Document document) throws IOException {
        return FACTORY.createParser(text(document));
    }

    /** Numbers keep all their digits. */
    static JsonNode tree(Document document) {
        return parse(text(document));
    }

    /** @throws IllegalArgumentException when it is not one value in JSON; the message does not quote it */
    static JsonNode parse(String text) {
        try {
            JsonNode tree = EXACT.readTree(text);
            if (!tree.isMissingNode()) { // that is an empty text
                return tree;
            }
        } catch (JacksonException e) {
            // its message quotes the text
        }
        throw new IllegalArgumentException("it is not one value in JSON");
    }

    /**
     * Content as text that may stand where a value is expected.
     *
     * @throws IllegalArgumentException when it is not one value in JSON and UTF-8; the message does not quote it
     */
    static String checked(byte[] content) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            parse(text);
            return text;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("it is not in UTF-8", e);
        }
    }
}
