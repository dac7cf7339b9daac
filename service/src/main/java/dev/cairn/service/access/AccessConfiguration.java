package dev.cairn.service.access;

import dev.cairn.api.access.Role;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.service.web.ProblemException;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.io.ClassPathResource;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What every request passes before its handler: headers for browsers, then who calls, then {@link Gate}. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration implements WebMvcConfigurer {
    /** Where the web page lies, if it was built in. */
    private static final String PAGE = "dev/cairn/ui/index.html";

    private final ObjectProvider<Gate> gate;

    AccessConfiguration(ObjectProvider<Gate> gate) {
        this.gate = gate;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(gate.getObject()).order(Ordered.HIGHEST_PRECEDENCE);
    }

    @Bean
    RateLimits rateLimits(AccessSettings settings) {
        return new RateLimits(settings.rate(), System::nanoTime);
    }

    @Bean
    FilterRegistrationBean<BrowserHeaders> browserHeaders() throws IOException {
        var page = new ClassPathResource(PAGE);
        var filter = new FilterRegistrationBean<>(
                new BrowserHeaders(page.exists() ? page.getContentAsString(StandardCharsets.UTF_8) : ""));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return filter;
    }

    /** Addresses and headers that are not what they seem, such as with a slash that is written as {@code %2f}. */
    @Bean
    RequestRejectedHandler malformed(Refusals refusals) {
        return (request, response, rejected) -> refusals.refuse(
                request,
                response,
                ProblemException.of(ProblemCode.INVALID_REQUEST, "the address or a header is malformed"));
    }

    /**
     * No session, no cookie, no form: nothing that a browser would send by itself, and so nothing that another site's page could
     * use. The headers are written by {@link BrowserHeaders}, before the handler: written after it, as Spring Security does, they
     * would race with streams that other threads write.
     */
    @Bean
    SecurityFilterChain callers(HttpSecurity http, BearerTokens tokens, Refusals refusals, AccessSettings settings) {
        return http.sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .headers(AbstractHttpConfigurer::disable)
                .oauth2ResourceServer(bearer -> bearer.authenticationManagerResolver(tokens::of)
                        .authenticationEntryPoint(refusals)
                        .accessDeniedHandler(refusals))
                .exceptionHandling(
                        refused -> refused.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
                .addFilterAfter(new LocalCallers(settings, refusals), BearerTokenAuthenticationFilter.class)
                .authorizeHttpRequests(paths -> paths.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                        .permitAll()
                        // The web page holds no data, and asks for them with the token that its user gives.
                        .requestMatchers("/", "/ui", "/ui/**", "/favicon.ico", "/actuator/health/**")
                        .permitAll()
                        // Figures of the whole service are for those who see the whole service.
                        .requestMatchers("/actuator/**")
                        .access((who, request) -> new AuthorizationDecision(who.get() instanceof Caller caller
                                && caller.projects() == null
                                && caller.role() != Role.WORKER))
                        .anyRequest()
                        .authenticated())
                .build();
    }
}
