package dev.cairn.search.space;

import dev.cairn.search.space.Expression.Arithmetic;
import dev.cairn.search.space.Expression.Condition;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads constraints by recursive descent, loosest first: or, and, not, comparison, sum, product, minus, power. Types are
 * checked where parts meet. Nesting is limited, so that a hostile text cannot exhaust the stack.
 */
final class ConstraintParser {
    private static final int DEEPEST = 50;
    private static final Set<String> RESERVED = Set.of("and", "or", "not", "in", "true", "false");

    private final List<Token> tokens;
    private int next;
    private int depth;

    private ConstraintParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** @throws dev.cairn.search.InvalidValueException with the column and what was expected there */
    static Condition parse(String text) {
        var parser = new ConstraintParser(Token.of(text));
        Condition condition = parser.condition(parser::either);
        if (parser.peek().kind() != Token.Kind.END) {
            throw parser.peek().expected("an operator or the end");
        }
        return condition;
    }

    private Expression either() {
        Token start = peek();
        Expression left = both();
        while (accepts("or")) {
            left = new Expression.Either(condition(left, start), condition(this::both));
        }
        return left;
    }

    private Expression both() {
        Token start = peek();
        Expression left = negation();
        while (accepts("and")) {
            left = new Expression.Both(condition(left, start), condition(this::negation));
        }
        return left;
    }

    private Expression negation() {
        return accepts("not") ? deeper(() -> condition(this::negation).negated()) : comparison();
    }

    private Expression comparison() {
        Token start = peek();
        Expression left = sum();
        if (accepts("in")) {
            return new Expression.Among(name(left, start, "in"), options(), true);
        }
        Token symbol = peek();
        Optional<Relation> relation = relation(symbol);
        if (relation.isEmpty()) {
            return left;
        }
        next++;
        Token second = peek();
        Expression right = sum();
        if (relation(peek()).isPresent()) {
            throw peek().refusal("comparisons do not chain: write a <= b and b <= c");
        }
        return compared(relation.get(), symbol, left, start, right, second);
    }

    private static Optional<Relation> relation(Token token) {
        return token.kind() == Token.Kind.SYMBOL ? Relation.of(token.text()) : Optional.empty();
    }

    private static Condition compared(
            Relation relation, Token symbol, Expression left, Token first, Expression right, Token second) {
        boolean isEquality = relation == Relation.EQUAL || relation == Relation.DIFFERENT;
        boolean isWanted = relation == Relation.EQUAL;
        if (left instanceof Expression.Literal || right instanceof Expression.Literal) {
            if (!isEquality) {
                throw symbol.refusal("'" + symbol.text() + "' compares numbers: use == or != for other values");
            }
            return right instanceof Expression.Literal literal
                    ? new Expression.Among(name(left, first, symbol.text()), Set.of(literal.value()), isWanted)
                    : new Expression.Among(
                            name(right, second, symbol.text()), Set.of(((Expression.Literal) left).value()), isWanted);
        }
        if (isEquality && left instanceof Expression.Name a && right instanceof Expression.Name b) {
            return new Expression.Same(a.name(), b.name(), isWanted);
        }
        return new Expression.Comparison(relation, number(left, first), number(right, second));
    }

    private static String name(Expression expression, Token at, String operator) {
        if (expression instanceof Expression.Name name) {
            return name.name();
        }
        throw at.refusal("'" + operator + "' needs a parameter's name here");
    }

    private Set<Object> options() {
        expect("[");
        var options = new LinkedHashSet<Object>();
        do {
            options.add(option());
        } while (acceptsSymbol(","));
        expect("]");
        return options;
    }

    private Object option() {
        boolean isNegative = acceptsSymbol("-");
        Token token = peek();
        Expression option = primary();
        if (option instanceof Expression.Constant constant) {
            return Objects.requireNonNull(Scalars.of(isNegative ? -constant.number() : constant.number()));
        }
        if (option instanceof Expression.Literal literal && !isNegative) {
            return literal.value();
        }
        throw token.expected("a number, a value in quotes, true or false");
    }

    private Expression sum() {
        return chain(List.of("+", "-"), this::product);
    }

    private Expression product() {
        return chain(List.of("*", "/", "%"), this::minus);
    }

    private Expression chain(List<String> symbols, Supplier<Expression> operand) {
        Token start = peek();
        Expression left = operand.get();
        while (peek().kind() == Token.Kind.SYMBOL && symbols.contains(peek().text())) {
            char symbol = take().text().charAt(0);
            left = new Expression.Operation(symbol, number(left, start), number(operand));
        }
        return left;
    }

    private Expression minus() {
        return acceptsSymbol("-")
                ? deeper(() -> new Expression.Operation('-', new Expression.Constant(0), number(this::minus)))
                : power();
    }

    private Expression power() {
        Token start = peek();
        Expression base = primary();
        return acceptsSymbol("^")
                ? deeper(() -> new Expression.Call(Function.POW, number(base, start), number(this::minus)))
                : base;
    }

    private Expression primary() {
        Token token = take();
        return switch (token.kind()) {
            case NUMBER -> constant(token);
            case TEXT -> new Expression.Literal(token.text());
            case NAME -> named(token);
            case SYMBOL, END -> {
                if (!token.isSymbol("(")) {
                    throw token.expected("a number, a name or '('");
                }
                Expression inner = deeper(this::either);
                expect(")");
                yield inner;
            }
        };
    }

    private static Expression constant(Token token) {
        double number = Double.parseDouble(token.text());
        if (!Double.isFinite(number)) {
            throw token.refusal("'" + token.text() + "' is too large");
        }
        return new Expression.Constant(number);
    }

    private Expression named(Token token) {
        String word = token.text();
        if (word.equals("true") || word.equals("false")) {
            return new Expression.Literal(word.equals("true"));
        }
        if (RESERVED.contains(word)) {
            throw token.expected("a number, a name or '('");
        }
        return acceptsSymbol("(") ? call(token) : new Expression.Name(word);
    }

    private Expression call(Token token) {
        Function function = Function.of(token.text())
                .orElseThrow(() -> token.refusal("'" + token.text() + "' is not a function; there are "
                        + List.of(Function.values()).stream()
                                .map(Function::word)
                                .toList()));
        return deeper(() -> {
            Arithmetic first = number(this::sum);
            Arithmetic value = first;
            int count = 1;
            for (; acceptsSymbol(","); count++) {
                value = new Expression.Call(function, value, number(this::sum));
            }
            expect(")");
            if (!function.takes(count)) {
                throw token.refusal(token.text() + " takes " + function.arguments() + " but was given " + count);
            }
            return count == 1 ? new Expression.Call(function, first, null) : value;
        });
    }

    private <T> T deeper(Supplier<T> part) {
        if (++depth > DEEPEST) {
            throw peek().refusal("nested deeper than " + DEEPEST);
        }
        T result = part.get();
        depth--;
        return result;
    }

    private Condition condition(Supplier<Expression> part) {
        Token start = peek();
        return condition(part.get(), start);
    }

    private static Condition condition(Expression expression, Token start) {
        if (expression instanceof Condition condition) {
            return condition;
        }
        throw start.refusal("expected a comparison, such as a <= b, but found " + kind(expression));
    }

    private Arithmetic number(Supplier<Expression> part) {
        Token start = peek();
        return number(part.get(), start);
    }

    private static Arithmetic number(Expression expression, Token start) {
        if (expression instanceof Arithmetic arithmetic) {
            return arithmetic;
        }
        throw start.refusal("expected a number but found " + kind(expression));
    }

    private static String kind(Expression expression) {
        if (expression instanceof Expression.Literal literal) {
            return "the value '" + literal.value() + "'";
        }
        return expression instanceof Condition ? "a comparison" : "a number";
    }

    private Token peek() {
        return tokens.get(next);
    }

    /** The last one, END, may be taken once, by a part that refuses it. */
    private Token take() {
        return tokens.get(next++);
    }

    private boolean accepts(String word) {
        return peek().isWord(word) && take() != null;
    }

    private boolean acceptsSymbol(String symbol) {
        return peek().isSymbol(symbol) && take() != null;
    }

    private void expect(String symbol) {
        if (!acceptsSymbol(symbol)) {
            throw peek().expected("'" + symbol + "'");
        }
    }
}
