package dev.cairn.service;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Notes the text of every statement that the service prepares, as it goes to the driver. */
final class Recorded implements BeanPostProcessor {
    private final Set<String> statements = new ConcurrentSkipListSet<>();

    /** Each once. */
    Set<String> statements() {
        return statements;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource source ? wrapped(DataSource.class, source, this::source) : bean;
    }

    private interface Look {
        Object at(Object result, String method, Object[] arguments);
    }

    private Object source(Object result, String method, Object[] arguments) {
        return result instanceof Connection connection && method.equals("getConnection")
                ? wrapped(Connection.class, connection, this::connection)
                : result;
    }

    private Object connection(Object result, String method, Object[] arguments) {
        if (method.equals("prepareStatement")) {
            statements.add((String) arguments[0]);
        }
        return result;
    }

    private static <T> T wrapped(Class<T> type, T target, Look look) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            try {
                return look.at(method.invoke(target, arguments), method.getName(), arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(Recorded.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
