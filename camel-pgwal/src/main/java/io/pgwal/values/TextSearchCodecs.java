package io.pgwal.values;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * {@code tsvector} and {@code tsquery}, as the text that PostgreSQL writes. Source: PostgreSQL,
 * {@code utils/adt/tsvector.c} and {@code tsquery.c}.
 */
final class TextSearchCodecs {

    private static final int OPERAND = 1;
    private static final int OPERATOR = 2;
    /** What stands between two operands, by operator number; and how strongly it binds. */
    private static final String[] SYMBOLS = {"", "!", " & ", " | ", " <-> "};

    private static final int[] PRIORITIES = {5, 4, 2, 1, 3};
    private static final int NOT = 1;
    private static final int PHRASE = 4;

    private TextSearchCodecs() {}

    /**
     * int32 count of lexemes; each is a zero-terminated string, a uint16 count of positions, and those: weight in the
     * upper two bits.
     */
    static Object tsvectorBinary(byte[] bytes, int offset, int length) {
        BinaryCursor in = new BinaryCursor(bytes, offset, length);
        int lexemes = in.count(3);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lexemes; i++) {
            text.append(i == 0 ? "" : " ");
            appendQuoted(text, in.cstring());
            int positions = in.uint16();
            for (int p = 0; p < positions; p++) {
                int position = in.uint16();
                text.append(p == 0 ? ':' : ',').append(position & 0x3FFF);
                text.append(new String[] {"", "C", "B", "A"}[position >> 14]);
            }
        }
        in.end();
        return text.toString();
    }

    private static void appendQuoted(StringBuilder text, String lexeme) {
        text.append('\'');
        for (int i = 0; i < lexeme.length(); i++) {
            char c = lexeme.charAt(i);
            if (c == '\'' || c == '\\') {
                text.append(c);
            }
            text.append(c);
        }
        text.append('\'');
    }

    /** @param operand its text; null for an operator */
    private record Node(int operator, int distance, String operand, Node left, Node right) {}

    /**
     * int32 count of items in prefix order, the <em>right</em> operand before the left. An operand: 1, weights, prefix
     * flag, zero-terminated string; an operator: 2, its number, and for a phrase int16 distance.
     *
     * <p>Without recursion: how deep a query nests is for the bytes to say.
     */
    static Object tsqueryBinary(byte[] bytes, int offset, int length) {
        BinaryCursor in = new BinaryCursor(bytes, offset, length);
        int count = in.count(2);
        if (count == 0) {
            in.end();
            return "";
        }
        Node[] items = new Node[count];
        for (int i = 0; i < count; i++) {
            items[i] = item(in);
        }
        in.end();
        return render(tree(items));
    }

    private static Node item(BinaryCursor in) {
        int type = in.uint8();
        if (type == OPERAND) {
            int weights = in.uint8();
            boolean prefix = in.uint8() != 0;
            return new Node(0, 0, operand(in.cstring(), weights, prefix), null, null);
        }
        int operator = in.uint8();
        if (type != OPERATOR || operator < NOT || operator > PHRASE) {
            throw new IllegalArgumentException("has an item that is neither operand nor operator");
        }
        return new Node(operator, operator == PHRASE ? in.int16() : 0, null, null, null);
    }

    private static String operand(String lexeme, int weights, boolean prefix) {
        StringBuilder text = new StringBuilder();
        appendQuoted(text, lexeme);
        if (weights != 0 || prefix) {
            text.append(prefix ? ":*" : ":");
            for (int i = 3; i >= 0; i--) {
                text.append((weights >> i & 1) == 1 ? "DCBA".substring(i, i + 1) : "");
            }
        }
        return text.toString();
    }

    /** From the last item on, what an operator needs is there before it. */
    private static Node tree(Node[] items) {
        Deque<Node> ready = new ArrayDeque<>();
        for (int i = items.length - 1; i >= 0; i--) {
            Node item = items[i];
            if (item.operand == null) {
                Node right = ready.pop();
                Node left = item.operator == NOT ? null : ready.pop();
                item = new Node(item.operator, item.distance, null, left, right);
            }
            ready.push(item);
        }
        Node root = ready.pop();
        if (!ready.isEmpty()) {
            throw new IllegalArgumentException("has operands that no operator joins");
        }
        return root;
    }

    private static String render(Node root) {
        StringBuilder text = new StringBuilder();
        Deque<Object> left = new ArrayDeque<>();
        left.push(root);
        while (!left.isEmpty()) {
            Object next = left.pop();
            if (!(next instanceof Node node)) {
                text.append(next);
            } else if (node.operand != null) {
                text.append(node.operand);
            } else {
                // pushed in the opposite order
                pushOperand(left, node, node.right, node.operator == PHRASE);
                left.push(symbol(node));
                if (node.operator != NOT) {
                    pushOperand(left, node, node.left, false);
                }
            }
        }
        return text.toString();
    }

    private static String symbol(Node node) {
        return node.operator == PHRASE && node.distance != 1 ? " <" + node.distance + "> " : SYMBOLS[node.operator];
    }

    private static void pushOperand(Deque<Object> left, Node parent, Node child, boolean rightOfPhrase) {
        boolean parentheses =
                PRIORITIES[child.operator] < PRIORITIES[parent.operator] || rightOfPhrase && child.operator == PHRASE;
        if (parentheses) {
            left.push(" )");
        }
        left.push(child);
        if (parentheses) {
            left.push("( ");
        }
    }
}
