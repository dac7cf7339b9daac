package dev.cairn.service.contract;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The contract to look through and try, at {@code /ui/api/}: under {@code /ui/}, because browsers may run scripts only there. Its
 * library comes from a jar; nothing is loaded from elsewhere.
 */
@Configuration(proxyBeanMethods = false)
class ContractPage implements WebMvcConfigurer {
    private static final String LIBRARY = "classpath:/META-INF/resources/webjars/swagger-ui/5.34.1/";

    @Override
    public void addViewControllers(ViewControllerRegistry pages) {
        pages.addRedirectViewController("/ui/api", "/ui/api/");
        pages.addViewController("/ui/api/").setViewName("forward:/ui/api/index.html");
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry files) {
        // With a star: of a pattern without one, the whole path would be looked for in the folder.
        files.addResourceHandler("/ui/api/openapi.*").addResourceLocations("classpath:/dev/cairn/service/contract/");
        files.addResourceHandler("/ui/api/lib/**").addResourceLocations(LIBRARY);
        files.addResourceHandler("/ui/api/*").addResourceLocations("classpath:/dev/cairn/service/page/");
    }
}
