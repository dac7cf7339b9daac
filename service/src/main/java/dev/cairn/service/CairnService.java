package dev.cairn.service;

import dev.cairn.api.CairnJson;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The service's main class. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class CairnService {
    private static final Logger log = LoggerFactory.getLogger(CairnService.class);

    public static void main(String[] args) {
        ConfigurableApplicationContext context = SpringApplication.run(CairnService.class, args);
        String port = context.getEnvironment().getProperty("local.server.port");
        log.info("Cairn answers on port {}", port);
        if (context.getBean(CairnSettings.class).exitWithParent()) {
            Thread watch = new Thread(() -> exitAtEndOfInput(context), "parent-watch");
            watch.setDaemon(true);
            watch.start();
        }
    }

    /** A parent that is killed cannot say goodbye, but the pipe it held to our standard input breaks. */
    private static void exitAtEndOfInput(ConfigurableApplicationContext context) {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever sent; only the end matters.
            }
        } catch (IOException e) {
            log.debug("standard input broke", e);
        }
        log.info("The parent process is gone; stopping");
        System.exit(SpringApplication.exit(context));
    }

    /**
     * What is tried within a larger transaction and taken back, such as a dry run, is taken back alone. By itself it is a transaction
     * like any other.
     */
    @Bean
    TransactionTemplate transactionTemplate(PlatformTransactionManager transactions) {
        var template = new TransactionTemplate(transactions);
        template.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        return template;
    }

    /** The one JSON dialect, instead of Boot's own mapper. */
    @Bean
    JsonMapper jsonMapper() {
        return CairnJson.strict();
    }
}
