// Plays a cartridge in the Arcade Learning Environment's own preprocessed environment, the one of which its vector environment is made, and prints
// what an agent would see, to hold the preset "ale" against.
//
//   tools/ale-vector.sh FOLDER_OF_ALE'S_SOURCE CARTRIDGE [seed=0] [steps=200] [every=10] [skip=4] [rap=0] [noops=30] [fire=1] [max=108000]
//                       [width=84] [height=84] [rgb=0] [stack=4] [full=0] [continuous=0] [lc=PADDLES] ...
//
// Actions are those of GameTrace's generator s, seeded with the seed. With continuous=1, for which ALE takes full=1, radius, angle and button are bytes
// 7, 5 and 4 of s as shares of 1, of the circle from -pi on, and of 1, and become actions as in vector_env.py. An episode that ended is reset in the
// same step. Every so many steps there is a line: step, sum of rewards, sum of lives, ends so far, and the FNV-1a of all stacks so far,
// the final ones included. Other words are ALE's own settings of a cartridge, as in ale-trace.cpp. Rules are those of the game that the file is named for.

#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

// Two of OpenCV's modules serve; ALE includes them all.
#define OPENCV_ALL_HPP
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "ale/vector/preprocessed_env.cpp"

// The action of a stick, -1, 0, 1 from left to right and from down to up, and a button.
int pressed(int across, int up, bool fire) {
    using namespace ale;
    static constexpr ale::Action actions[2][3][3] = {
        {{PLAYER_A_DOWNLEFT, PLAYER_A_DOWN, PLAYER_A_DOWNRIGHT},
         {PLAYER_A_LEFT, PLAYER_A_NOOP, PLAYER_A_RIGHT},
         {PLAYER_A_UPLEFT, PLAYER_A_UP, PLAYER_A_UPRIGHT}},
        {{PLAYER_A_DOWNLEFTFIRE, PLAYER_A_DOWNFIRE, PLAYER_A_DOWNRIGHTFIRE},
         {PLAYER_A_LEFTFIRE, PLAYER_A_FIRE, PLAYER_A_RIGHTFIRE},
         {PLAYER_A_UPLEFTFIRE, PLAYER_A_UPFIRE, PLAYER_A_UPRIGHTFIRE}}};
    return actions[fire][up + 1][across + 1];
}

int main(int count, char** arguments) {
    std::map<std::string, std::string> words = {
        {"seed", "0"}, {"steps", "200"}, {"every", "10"}, {"skip", "4"}, {"rap", "0"}, {"noops", "30"}, {"fire", "1"}, {"max", "108000"},
        {"width", "84"}, {"height", "84"}, {"rgb", "0"}, {"stack", "4"}, {"full", "0"}, {"continuous", "0"}};
    const size_t own = words.size();
    std::map<std::string, std::string> settings;
    for (int i = 2; i < count; i++) {
        const std::string word = arguments[i];
        const size_t equals = word.find('=');
        if (equals == std::string::npos) return std::fprintf(stderr, "'%s' is no key=value\n", word.c_str()), 2;
        const std::string key = word.substr(0, equals), value = word.substr(equals + 1);
        (words.count(key) ? words : settings)[key] = value;
    }
    if (count < 2 || words.size() != own) return std::fprintf(stderr, "which cartridge?\n"), 2;
    const auto number = [&](const char* key) { return std::stoi(words.at(key)); };

    ale::vector::PreprocessedEnv environment(
        0, arguments[1], number("height"), number("width"), number("skip"), true, number("rgb") == 0, number("stack"), number("noops"),
        number("fire") != 0, false, false, true, number("max"), std::stof(words.at("rap")), number("full") != 0, -1);
    for (const auto& [key, value] : settings) environment.ale_->theOSystem->settings().setExternal(key, value);
    environment.set_seed(number("seed"));

    std::vector<uint8_t> stack(environment.stacked_obs_size());
    uint64_t hash = 0xcbf29ce484222325u;
    const auto look = [&] {
        environment.write_obs_to(stack.data());
        for (const uint8_t byte : stack) hash = (hash ^ byte) * 0x100000001b3u;
    };
    const auto print = [&](int step, int rewards, int lives, int ends) {
        std::printf("%d\t%d\t%d\t%d\t%016" PRIx64 "\n", step, rewards, lives, ends, hash);
    };
    environment.reset();
    look();
    int rewards = 0, lives = environment.lives_, ends = 0;
    print(0, rewards, lives, ends);
    uint64_t state = static_cast<uint64_t>(number("seed"));
    const auto share = [&](int byte) { return static_cast<float>(state >> (8 * byte) & 255) / 255.0f; };
    for (int step = 1; step <= number("steps"); step++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        if (number("continuous") != 0) {
            const float radius = share(7), angle = static_cast<float>(2 * M_PI * share(5) - M_PI), x = radius * std::cos(angle), y = radius * std::sin(angle);
            environment.set_action(pressed((x > 0.5f) - (x < -0.5f), (y > 0.5f) - (y < -0.5f), share(4) > 0.5f), radius);
        } else {
            environment.set_action(static_cast<int>((state >> 33) % environment.action_set().size()), 1.0f);
        }
        environment.step();
        look();
        rewards += environment.reward_;
        if (environment.is_episode_over()) {
            ends++;
            environment.reset();
            look();
        }
        lives += environment.lives_;
        if (step % number("every") == 0) print(step, rewards, lives, ends);
    }
}
