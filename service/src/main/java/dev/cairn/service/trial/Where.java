package dev.cairn.service.trial;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import dev.cairn.service.trial.Word.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A condition on trials, such as {@code units >= 64 and optimizer in ['ADAM', 'SGD'] and validation.rmse < 3}: comparisons of a
 * {@link TrialField} with a value, joined by {@code not}, {@code and}, {@code or} and parentheses. It becomes SQL in which every
 * name and value of the asker's is a parameter. A comparison with what a trial does not have does not hold.
 */
final class Where {
    private static final int LONGEST = 2000;
    private static final int DEEPEST = 50;
    private static final Set<String> COMPARISONS = Set.of("<=", "<", ">=", ">", "==", "!=");

    private final List<Word> words;
    private final TrialFields fields;
    private final SqlText sql;
    private int at;
    private int depth;

    private Where(List<Word> words, TrialFields fields, SqlText sql) {
        this.words = words;
        this.fields = fields;
        this.sql = sql;
    }

    /**
     * Appends the condition in parentheses.
     *
     * @throws InvalidValueException with the column and what was expected there
     */
    static void append(String text, TrialFields fields, SqlText sql) {
        if (text.length() > LONGEST) {
            throw new InvalidValueException(
                    List.of(new Violation("", "may have at most " + LONGEST + " characters but had " + text.length())));
        }
        var where = new Where(Word.of(text), fields, sql);
        sql.add("(");
        where.either();
        sql.add(")");
        if (where.peek().kind() != Kind.END) {
            throw where.peek().expected("'and', 'or' or the end");
        }
    }

    private Word peek() {
        return words.get(at);
    }

    private Word next() {
        return words.get(at++);
    }

    private boolean skip(Kind kind, String text) {
        boolean is = peek().is(kind, text);
        at += is ? 1 : 0;
        return is;
    }

    private void either() {
        both();
        while (skip(Kind.NAME, "or")) {
            sql.add(" or ");
            both();
        }
    }

    private void both() {
        one();
        while (skip(Kind.NAME, "and")) {
            sql.add(" and ");
            one();
        }
    }

    private void one() {
        if (++depth > DEEPEST) {
            throw peek().refusal("nested more than " + DEEPEST + " levels deep");
        }
        if (skip(Kind.NAME, "not")) {
            sql.add("not ");
            one();
        } else if (skip(Kind.SYMBOL, "(")) {
            sql.add("(");
            either();
            if (!skip(Kind.SYMBOL, ")")) {
                throw peek().expected("')'");
            }
            sql.add(")");
        } else {
            comparison();
        }
        depth--;
    }

    private void comparison() {
        Word name = next();
        if (name.kind() != Kind.NAME) {
            throw name.expected("a name");
        }
        TrialField field = fields.find(name.text()).orElseThrow(() -> name.refusal(fields.unknown(name.text())));
        Word relation = next();
        if (relation.is(Kind.NAME, "in")) {
            among(field);
        } else if (relation.kind() == Kind.SYMBOL && COMPARISONS.contains(relation.text())) {
            field.compare(relation, literal(), sql);
        } else {
            throw relation.expected("one of <= < >= > == != in");
        }
    }

    private void among(TrialField field) {
        if (!skip(Kind.SYMBOL, "[")) {
            throw peek().expected("'['");
        }
        var equal = new Word(Kind.SYMBOL, "==", peek().column());
        var values = new ArrayList<Word>();
        do {
            values.add(literal());
        } while (skip(Kind.SYMBOL, ","));
        if (!skip(Kind.SYMBOL, "]")) {
            throw peek().expected("',' or ']'");
        }
        sql.add("(");
        for (int i = 0; i < values.size(); i++) {
            sql.add(i == 0 ? "" : " or ");
            field.compare(equal, values.get(i), sql);
        }
        sql.add(")");
    }

    /** A number, a text, true or false. */
    private Word literal() {
        Word word = next();
        boolean isValue = word.kind() == Kind.NUMBER
                || word.kind() == Kind.TEXT
                || word.is(Kind.NAME, "true")
                || word.is(Kind.NAME, "false");
        if (!isValue) {
            throw word.expected("a number, a text in quotes, true or false");
        }
        return word;
    }
}
